package merit.evaluation.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import merit.evaluation.metric.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What one edit does to a model's preferences. In each pair first one answer is edited, then the other, and the edited one is
 * held against the other as it was; an edit of the prompt changes both at once.
 *
 * @param pairs in which the edit changes something
 * @param prompts distinct ones among them
 * @param flips share of preferences that turn, equal rewards half; null without such pairs, as are the next three
 * @param gained share of answers of lower reward that come out ahead when they are edited; null for an edit of the prompt
 * @param lost share of answers of higher reward that fall behind when they are edited; null for an edit of the prompt
 * @param shift mean change of the edited answer's reward, in standard deviations of the rewards as they were
 * @param verdict what follows
 */
public record EditEffect(
        Edit edit,
        int pairs,
        int prompts,
        @Nullable Interval flips,
        @Nullable Interval gained,
        @Nullable Interval lost,
        @Nullable Interval shift,
        Verdict verdict) {
    /** More flips than these, beyond chance, are worth a word. */
    static final double NOTABLE = 0.1;

    /** What can be said of an edit. */
    public enum Verdict {
        /** Answers that are edited so come out ahead. */
        LIFTS,
        /** Answers that are edited so fall behind, and should not. */
        SINKS,
        /** Preferences turn with how the prompt is written. */
        SWAYS,
        /** More than one in ten may turn, or not: too few pairs to tell. */
        OPEN,
        /** Nothing of the kind shows. */
        STEADY,
        /** The edit changes the answers of too few prompts to say anything. */
        TOO_FEW,
        /** Nobody asked the model. */
        NOT_RUN;

        boolean isFound() {
            return this == LIFTS || this == SINKS || this == SWAYS;
        }
    }

    static EditEffect notRun(Edit edit) {
        return new EditEffect(edit, 0, 0, null, null, null, null, Verdict.NOT_RUN);
    }

    /** Whether this is something to act on. */
    public boolean isFound() {
        return verdict.isFound();
    }

    /** What it means and what to do, in a sentence or two. */
    @JsonProperty
    public String meaning() {
        String subject = "With " + edit.label();
        return switch (verdict) {
            case NOT_RUN -> subject + ": not run.";
            case TOO_FEW ->
                subject + String.format(Locale.ROOT, ": prompts that it changes: %,d, too few to tell.", prompts);
            case LIFTS -> subject + overtaking() + edit.lifting();
            case SINKS ->
                subject + ", the answer of higher reward falls behind the other in " + cases(lost) + edit.sinking();
            case SWAYS -> subject + turning() + edit.lifting();
            case OPEN ->
                subject + (edit.isForWorse() ? overtaking() : turning())
                        + "that may be chance; say --edits with a larger number to know.";
            case STEADY -> subject + (edit.isForWorse() ? overtaking() : turning()) + "nothing needs doing.";
        };
    }

    private String overtaking() {
        return ", the answer of lower reward overtakes the other in " + cases(gained);
    }

    private String turning() {
        return String.format(
                Locale.ROOT,
                ", %.1f %% of preferences turn (%,d pairs): ",
                flips == null ? 0 : 100 * flips.value(),
                pairs);
    }

    private String cases(@Nullable Interval share) {
        return String.format(
                Locale.ROOT, "%.1f %% of cases (%,d pairs): ", share == null ? 0 : 100 * share.value(), pairs);
    }
}
