package merit.evaluation.metric;

import java.util.Arrays;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How numbers spread. Quantiles interpolate between neighbours (the rule of NumPy and of R's type 7).
 *
 * @param count how many numbers
 * @param standardDeviation with n - 1; 0 for one number
 * @param quantiles at the shares of {@link Quantiles}
 */
public record Distribution(int count, double mean, double standardDeviation, Quantiles quantiles, Histogram histogram) {
    private static final int BINS = 30;

    /** Smallest, 5 %, 25 %, 50 %, 75 %, 95 %, largest. */
    public record Quantiles(double min, double p5, double p25, double median, double p75, double p95, double max) {}

    /**
     * Bins run from the smallest to the largest value.
     *
     * @throws IllegalArgumentException where there is no value
     */
    public static Distribution of(double[] values) {
        return of(
                values,
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(0));
    }

    /** With bins between the edges given, so that two distributions can be drawn over each other. */
    public static Distribution of(double[] values, double low, double high) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a distribution of nothing: found 0 values, need at least one");
        }
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(values);
        Quantiles quantiles = new Quantiles(
                Arrays.stream(values).min().orElseThrow(),
                percentile.evaluate(5),
                percentile.evaluate(25),
                percentile.evaluate(50),
                percentile.evaluate(75),
                percentile.evaluate(95),
                Arrays.stream(values).max().orElseThrow());
        double deviation = values.length == 1 ? 0 : Math.sqrt(StatUtils.variance(values));
        return new Distribution(
                values.length, StatUtils.mean(values), deviation, quantiles, Histogram.of(values, low, high, BINS));
    }
}
