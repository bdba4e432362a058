package merit.evaluation.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import merit.evaluation.metric.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a model may reward instead of quality, measured on the pairs whose answers differ in it.
 *
 * @param feature what one answer has more of, in words
 * @param pairs in which one answer has more of it than the other
 * @param prompts distinct ones among them
 * @param people how often the answer with more of it was chosen; null without such pairs, as are the next four
 * @param model how often the model gives that answer the higher reward, equal rewards half
 * @param lean model less people, paired: above 0 where the model likes it more than people do
 * @param accuracyWith share of right pairs (strict wins) where the chosen answer has more of it
 * @param accuracyAgainst the same where the rejected answer has more of it
 * @param adjusted p-value of no lean, adjusted for all that was looked at
 * @param verdict what follows
 */
public record Shortcut(
        String feature,
        int pairs,
        int prompts,
        @Nullable Interval people,
        @Nullable Interval model,
        @Nullable Interval lean,
        @Nullable Interval accuracyWith,
        @Nullable Interval accuracyAgainst,
        double adjusted,
        Verdict verdict) {

    /** What can be said of a shortcut. */
    public enum Verdict {
        /** The model is drawn to it more than people are, by more than chance. */
        DRAWN,
        /** The model shuns it more than people do, by more than chance. */
        SHUNS,
        /** The data give the chosen answer away by it, and the model sides with it alike: liking or knowing, nobody can tell. */
        CONFOUNDED,
        /** Nothing of the kind shows. */
        CLEAR,
        /** Too few prompts differ in it to say anything. */
        TOO_FEW;

        boolean isFound() {
            return this == DRAWN || this == SHUNS || this == CONFOUNDED;
        }
    }

    /** Whether this is something to act on. */
    public boolean isFound() {
        return verdict.isFound();
    }

    /** What it means and what to do, in a sentence or two. */
    @JsonProperty
    public String meaning() {
        if (people == null || model == null || verdict == Verdict.TOO_FEW) {
            return String.format(
                    Locale.ROOT,
                    "Prompts whose answers differ in it: %,d, too few to tell; bring data in which they do.",
                    prompts);
        }
        String said = String.format(
                Locale.ROOT,
                "The model prefers the answer with %s in %.1f %% of %,d pairs, people do in %.1f %%",
                feature,
                100 * model.value(),
                pairs,
                100 * people.value());
        return said
                + switch (verdict) {
                    case DRAWN ->
                        ": it rewards the look beyond what people do. Train on pairs in which the worse answer has it too,"
                                + " and do not use the reward where answers differ in this alone.";
                    case SHUNS ->
                        ": it punishes the look beyond what people do. Train on pairs in which the better answer has it"
                                + " too, and do not use the reward where answers differ in this alone.";
                    case CONFOUNDED ->
                        ": by this look alone the chosen answer can be told, so these data cannot say whether the model likes"
                                + " the look or knows better. Measure it, and train it, on pairs in which the other answer has"
                                + " it too.";
                    default -> ": not clearly beyond what people do, so nothing needs doing.";
                };
    }
}
