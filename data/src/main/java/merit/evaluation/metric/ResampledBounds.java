package merit.evaluation.metric;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * Bounds read off resampled values of a statistic: their quantiles, or Efron's bias-corrected and accelerated ones (BCa;
 * Journal of the American Statistical Association 82, 1987). The paper's z0 is {@code bias}, its a is {@code acceleration},
 * taken from the jackknife over clusters.
 */
record ResampledBounds(double level, ClusteredBootstrap.Method method) {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /**
     * @param value the statistic of the data
     * @param resampled the statistic of each resample
     * @param without the statistic without each cluster in turn; fewer than two give no bounds
     */
    Interval of(double value, double[] resampled, double[] without) {
        if (without.length < 2) {
            return new Interval(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        boolean plain = method == ClusteredBootstrap.Method.PERCENTILE;
        double bias = plain ? 0 : bias(resampled, value);
        double acceleration = plain ? 0 : acceleration(without);
        double tail = (1 - level) / 2;
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(resampled);
        double low = percentile.evaluate(100 * adjusted(tail, bias, acceleration));
        double high = percentile.evaluate(100 * adjusted(1 - tail, bias, acceleration));
        return new Interval(value, Math.min(low, high), Math.max(low, high));
    }

    /** z0: how far the estimate lies from the median of the resampled ones; 0 where they do not spread around it. */
    private static double bias(double[] resampled, double value) {
        double below = 0;
        for (double one : resampled) {
            below += one < value ? 1 : one == value ? 0.5 : 0;
        }
        double share = below / resampled.length;
        return share <= 0 || share >= 1 ? 0 : NORMAL.inverseCumulativeProbability(share);
    }

    private static double acceleration(double[] without) {
        double mean = 0;
        for (double one : without) {
            mean += one / without.length;
        }
        double squares = 0;
        double cubes = 0;
        for (double one : without) {
            squares += (mean - one) * (mean - one);
            cubes += (mean - one) * (mean - one) * (mean - one);
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double adjusted(double tail, double bias, double acceleration) {
        double z = bias + NORMAL.inverseCumulativeProbability(tail);
        double probability = NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
        return Math.min(1, Math.max(1e-9, probability));
    }
}
