package merit.evaluation.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Clusters;
import merit.evaluation.metric.Interval;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * A figure with its values in resamples of the questions, so that weighted means of figures have intervals too. Subsets are
 * resampled each for itself, as a benchmark's make-up is fixed.
 */
final class Estimate {
    private final int items;
    private final double value;

    /** [resamples] */
    private final double[] resampled;

    /** @param items questions behind it */
    Estimate(int items, double value, double[] resampled) {
        this.items = items;
        this.value = value;
        this.resampled = resampled;
    }

    int items() {
        return items;
    }

    /** The mean credit of questions, resampled by prompt. */
    static Estimate mean(List<ScoredItem> items, ToDoubleFunction<ScoredItem> credit, ClusteredBootstrap bootstrap) {
        double[] credits = items.stream().mapToDouble(credit).toArray();
        Clusters clusters =
                Clusters.of(items.stream().map(one -> one.item().cluster()).toList());
        double sum = Arrays.stream(credits).sum();
        return new Estimate(items.size(), sum / credits.length, bootstrap.resampled(clusters, credits));
    }

    /** @param weights one for each part; they need not sum to 1 */
    static Estimate weighted(List<Estimate> parts, List<? extends Number> weights) {
        double all = weights.stream().mapToDouble(Number::doubleValue).sum();
        double value = 0;
        double[] resampled = new double[parts.get(0).resampled.length];
        for (int k = 0; k < parts.size(); k++) {
            double weight = weights.get(k).doubleValue();
            value += weight * parts.get(k).value;
            for (int r = 0; r < resampled.length; r++) {
                resampled[r] += weight * parts.get(k).resampled[r];
            }
        }
        // One division, at the end: a mean of ones is then exactly one.
        return new Estimate(
                parts.stream().mapToInt(Estimate::items).sum(),
                value / all,
                Arrays.stream(resampled).map(sum -> sum / all).toArray());
    }

    /** All parts alike. */
    static Estimate mean(List<Estimate> parts) {
        return weighted(parts, parts.stream().map(part -> 1).toList());
    }

    /** With the quantiles of the resampled values as bounds; Wilson's where nothing spreads. */
    Interval interval(ClusteredBootstrap bootstrap) {
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(resampled);
        double tail = 100 * (1 - bootstrap.level()) / 2;
        double low = Math.min(value, percentile.evaluate(tail));
        double high = Math.max(value, percentile.evaluate(100 - tail));
        Interval interval = new Interval(value, low, high);
        return value >= 0 && value <= 1 ? bootstrap.bounded(interval, items) : interval;
    }
}
