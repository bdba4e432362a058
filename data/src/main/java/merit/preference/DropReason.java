package merit.preference;

import java.util.Locale;

/** Why a row or a pair was left out. Nothing is left out for a reason that is not named here and counted. */
public enum DropReason {
    EMPTY_PROMPT,
    /** Both answers are the same text. */
    IDENTICAL_ANSWERS,
    /** The same prompt, chosen and rejected answer stood before. */
    DUPLICATE,
    /** The two dialogues part before the last answer, so that no common prompt holds all but the answers. */
    NO_COMMON_PROMPT,
    /** Nothing in the row can be compared: a tree without two answers to one prompt. */
    NOTHING_TO_COMPARE,
    /** Its judgement has weight 0. */
    NO_WEIGHT,
    /** It is judged by an objective that has no output. */
    OTHER_OBJECTIVE,
    /** No objective that has an output grades it. */
    NO_GRADE,
    /** An answer or its prompt did not fit, and the caller asked to drop such pairs. */
    TOO_LONG,
    /** Both answers became the same tokens when they were cut. */
    IDENTICAL_AFTER_TRUNCATION;

    /** As it is written in reports and in the saved counts: {@code identical answers}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
