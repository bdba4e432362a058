package merit.evaluation.metric;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Picking one candidate a prompt by some rule, measured on prompts whose ratings are not all equal.
 *
 * @param accuracy share of prompts whose pick has the best rating; any of several best ones counts
 * @param rating mean true rating of the pick
 */
public record Selection(Interval accuracy, Interval rating) {
    /** A rule that picks the highest value, and where several are highest one of them at random: its expectation. */
    static double chance(RatedPrompt prompt, List<? extends Number> values) {
        double best = best(prompt.ratings());
        return expectation(values, k -> prompt.ratings().get(k) == best ? 1 : 0);
    }

    static double rating(RatedPrompt prompt, List<? extends Number> values) {
        return expectation(values, prompt.ratings()::get);
    }

    static double best(List<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).max().orElseThrow();
    }

    static double expectation(List<? extends Number> values, IntToDoubleFunction worth) {
        double best = best(values);
        double sum = 0;
        int picks = 0;
        for (int k = 0; k < values.size(); k++) {
            if (values.get(k).doubleValue() == best) {
                sum += worth.applyAsDouble(k);
                picks++;
            }
        }
        return sum / picks;
    }
}
