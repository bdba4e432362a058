package merit.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What labels look like under the model; means are over pairs, rewards over both sides. Where answers are graded, a pair is two answers
 * to one prompt whose grades differ; without any, accuracy, ties and margin are not numbers. A tie of the labels is no pair.
 *
 * @param pairs how many, ties of the labels too; of graded answers the number of grades
 * @param compared pairs of which one side is the better one: those that accuracy, ties and margin are of
 * @param weight of the data in the loss: of judgements, or of lists, each of which counts once
 * @param loss mean loss, as trained
 * @param accuracy share of pairs whose chosen side has the strictly higher reward
 * @param ties share of pairs with equal rewards
 * @param margin mean of chosen less rejected
 * @param meanReward over all chosen and rejected
 * @param minReward likewise
 * @param maxReward likewise
 */
public record StepMetrics(
        int pairs,
        int compared,
        double weight,
        double loss,
        double accuracy,
        double ties,
        double margin,
        double meanReward,
        double minReward,
        double maxReward) {
    /**
     * From the rewards of both sides, one a pair.
     *
     * @param weight of what the loss is the mean of
     */
    static StepMetrics of(double loss, double weight, float[] chosen, float[] rejected) {
        int wins = 0;
        int ties = 0;
        double lead = 0;
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < chosen.length; i++) {
            wins += chosen[i] > rejected[i] ? 1 : 0;
            ties += chosen[i] == rejected[i] ? 1 : 0;
            lead += (double) chosen[i] - rejected[i];
            sum += (double) chosen[i] + rejected[i];
            least = Math.min(least, Math.min(chosen[i], rejected[i]));
            most = Math.max(most, Math.max(chosen[i], rejected[i]));
        }
        double n = chosen.length;
        return new StepMetrics(
                chosen.length, chosen.length, weight, loss, wins / n, ties / n, lead / n, sum / (2 * n), least, most);
    }

    /** The same of so many labels, with the rewards of all of them, of those too that say nothing of which answer is better. */
    StepMetrics withRewards(int labels, float[]... all) {
        double sum = 0;
        int count = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (float[] rewards : all) {
            count += rewards.length;
            for (float reward : rewards) {
                sum += reward;
                least = Math.min(least, reward);
                most = Math.max(most, reward);
            }
        }
        return new StepMetrics(labels, compared, weight, loss, accuracy, ties, margin, sum / count, least, most);
    }

    /** By the names that logs of this field use, with a prefix such as {@code eval_}. */
    Map<String, Object> named(String prefix) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(prefix + "loss", loss);
        if (!Double.isNaN(accuracy)) {
            named.put(prefix + "accuracy", accuracy);
            named.put(prefix + "ties", ties);
            named.put(prefix + "margin", margin);
        }
        named.put(prefix + "mean_reward", meanReward);
        named.put(prefix + "min_reward", minReward);
        named.put(prefix + "max_reward", maxReward);
        return named;
    }

    /** Of all these together: each mean as if they were one step. */
    static StepMetrics joined(List<StepMetrics> parts) {
        List<StepMetrics> comparing =
                parts.stream().filter(part -> part.compared > 0).toList();
        return new StepMetrics(
                parts.stream().mapToInt(StepMetrics::pairs).sum(),
                parts.stream().mapToInt(StepMetrics::compared).sum(),
                parts.stream().mapToDouble(StepMetrics::weight).sum(),
                mean(parts, StepMetrics::weight, StepMetrics::loss),
                mean(comparing, StepMetrics::compared, StepMetrics::accuracy),
                mean(comparing, StepMetrics::compared, StepMetrics::ties),
                mean(comparing, StepMetrics::compared, StepMetrics::margin),
                mean(parts, StepMetrics::pairs, StepMetrics::meanReward),
                parts.stream().mapToDouble(StepMetrics::minReward).min().orElse(Double.NaN),
                parts.stream().mapToDouble(StepMetrics::maxReward).max().orElse(Double.NaN));
    }

    private static double mean(
            List<StepMetrics> parts, ToDoubleFunction<StepMetrics> weight, ToDoubleFunction<StepMetrics> value) {
        double sum = parts.stream()
                .mapToDouble(part -> value.applyAsDouble(part) * weight.applyAsDouble(part))
                .sum();
        return sum / parts.stream().mapToDouble(weight).sum();
    }
}
