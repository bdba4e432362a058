package merit.preference.format;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A chosen and a rejected answer as a set. Where the row rates both alike, which of them is called chosen is an accident of
 * how the file was made (binarized UltraFeedback has one such row in nine), so the judgement is a tie.
 */
record JudgedPair(Conversation prompt, String chosen, String rejected) {
    /** The names that data sets give the two ratings; what stood in a row before Merit scored it comes first. */
    private static final List<List<String>> RATINGS = List.of(
            List.of("given_chosen_score", "given_rejected_score"),
            List.of("chosen_score", "rejected_score"),
            List.of("score_chosen", "score_rejected"),
            List.of("chosen_rating", "rejected_rating"),
            List.of("chosen-rating", "rejected-rating"));

    /** The set, with the row's margin and the metadata that are left of it. */
    CandidateSet set(Row row, Map<String, Object> metadata) {
        CandidateSet set = PreferencePair.of(prompt, chosen, rejected, row.number("margin"), metadata, row.origin())
                .set();
        return isRatedAlike(row)
                ? set.withJudgements(List.of(new Judgement(0, 1, 0.5, 0.0, 1.0, Judgement.OVERALL)))
                : set;
    }

    private static boolean isRatedAlike(Row row) {
        for (List<String> names : RATINGS) {
            Double first = rating(row, names.get(0));
            Double second = rating(row, names.get(1));
            if (first != null && second != null) {
                return first.doubleValue() == second.doubleValue();
            }
        }
        return false;
    }

    /** A finite number, also as the text that a CSV file has, or null: these columns may hold anything. */
    private static @Nullable Double rating(Row row, String name) {
        JsonNode value = row.find(name);
        try {
            return value != null && (value.isNumber() || value.isString()) ? row.number(value, name) : null;
        } catch (DataFileException e) {
            return null;
        }
    }
}
