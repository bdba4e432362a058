package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.random.Well19937c;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.util.MathArrays;

/**
 * Confidence intervals of means by resampling whole clusters (prompts), with Efron's bias correction and acceleration
 * (BCa; Journal of the American Statistical Association 82, 1987). The mean is over observations, so a prompt with many
 * pairs weighs more, in the estimate and in every resample.
 *
 * <p>More than 5,000 clusters are first pooled at random into 5,000 blocks of like size, which are as independent as they.
 *
 * <p>Symbols: the paper's z0 is {@code bias}, its a is {@code acceleration}, taken from the jackknife over clusters. Only
 * sums a cluster are needed, so a resample costs one draw a cluster. Several means of the same observations share their
 * resamples. Stateless and seeded: the same data gives the same interval.
 *
 * @param resamples how many; 2,000 move a 95 % bound by about a twentieth of the interval's width
 * @param seed of the draws
 * @param level e.g. 0.95
 */
public record ClusteredBootstrap(int resamples, long seed, double level) {
    /** 2,000 resamples, 95 %. */
    public static final ClusteredBootstrap STANDARD = new ClusteredBootstrap(2000, 42, 0.95);

    /** More clusters than this are pooled: a bound then costs milliseconds, and moves by a hundredth of the width. */
    private static final int BLOCKS = 5000;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    public ClusteredBootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException("resamples: found " + resamples + ", need 100 or more");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level: found " + level + ", need a number between 0 and 1, such as 0.95");
        }
    }

    /** The mean of {@code values}, [observations], in the unit of the values. */
    public Interval mean(Clusters clusters, double[] values) {
        return means(clusters, values).get(0);
    }

    /**
     * The mean of values between 0 and 1. Where every observation is 0, or every one is 1, resampling sees no spread and
     * would promise certainty; Wilson's interval on the number of clusters takes its place.
     */
    public Interval share(Clusters clusters, double[] values) {
        return bounded(mean(clusters, values), clusters.count());
    }

    /** The mean of each column, [observations] each; all columns share their resamples. */
    public List<Interval> means(Clusters clusters, double[]... columns) {
        SplittableRandom random = new SplittableRandom(seed);
        // A multiply instead of a division: the bias, clusters / 2^63, is far below what a resample can show.
        return means(clusters, bound -> (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * bound), columns);
    }

    List<Interval> means(Clusters clusters, IntUnaryOperator draw, double[]... columns) {
        if (clusters.count() == 0) {
            throw new IllegalArgumentException("a mean of nothing: found 0 observations, need at least one");
        }
        double[][] sums = sums(clusters, columns);
        double[][] resampled = resample(sums, columns.length, draw);
        List<Interval> intervals = new ArrayList<>();
        for (int c = 0; c < columns.length; c++) {
            intervals.add(interval(sums, c + 1, resampled[c]));
        }
        return intervals;
    }

    Interval bounded(Interval share, int clusters) {
        if (share.isBounded() && share.low() < share.high()) {
            return share;
        }
        if (share.value() > 0 && share.value() < 1) {
            return new Interval(share.value(), Math.max(0, share.low()), Math.min(1, share.high()));
        }
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double reach = z * z / (clusters + z * z);
        return share.value() > 0 ? new Interval(1, 1 - reach, 1) : new Interval(0, 0, reach);
    }

    /** [clusters or blocks][1 + columns]: the number of observations, then each column's sum. */
    private double[][] sums(Clusters clusters, double[][] columns) {
        int[] blockOf = blocks(clusters.count());
        double[][] sums = new double[Math.min(clusters.count(), BLOCKS)][columns.length + 1];
        for (int k = 0; k < clusters.observations(); k++) {
            double[] sum = sums[blockOf[clusters.clusterOf(k)]];
            sum[0]++;
            for (int c = 0; c < columns.length; c++) {
                sum[c + 1] += columns[c][k];
            }
        }
        return sums;
    }

    /** Each cluster for itself, or, where there are more than the blocks, as many in each block, shuffled. */
    private int[] blocks(int clusters) {
        int[] blockOf = new int[clusters];
        for (int g = 0; g < clusters; g++) {
            blockOf[g] = g % BLOCKS;
        }
        if (clusters > BLOCKS) {
            MathArrays.shuffle(blockOf, new Well19937c(seed));
        }
        return blockOf;
    }

    /** [columns][resamples] means. */
    private double[][] resample(double[][] sums, int columns, IntUnaryOperator draw) {
        int width = columns + 1;
        double[] flat = Arrays.stream(sums).flatMapToDouble(Arrays::stream).toArray();
        double[][] means = new double[columns][resamples];
        double[] total = new double[width];
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(total, 0);
            for (int g = 0; g < sums.length; g++) {
                int start = draw.applyAsInt(sums.length) * width;
                for (int c = 0; c < width; c++) {
                    total[c] += flat[start + c];
                }
            }
            for (int c = 0; c < columns; c++) {
                means[c][r] = total[c + 1] / total[0];
            }
        }
        return means;
    }

    private Interval interval(double[][] sums, int column, double[] resampled) {
        double count = 0;
        double sum = 0;
        for (double[] cluster : sums) {
            count += cluster[0];
            sum += cluster[column];
        }
        double value = sum / count;
        if (sums.length < 2) {
            return new Interval(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double bias = bias(resampled, value);
        double acceleration = acceleration(sums, column, count, sum);
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
        for (double mean : resampled) {
            below += mean < value ? 1 : mean == value ? 0.5 : 0;
        }
        double share = below / resampled.length;
        return share <= 0 || share >= 1 ? 0 : NORMAL.inverseCumulativeProbability(share);
    }

    private static double acceleration(double[][] sums, int column, double count, double sum) {
        double[] without = new double[sums.length];
        double mean = 0;
        for (int g = 0; g < sums.length; g++) {
            without[g] = (sum - sums[g][column]) / (count - sums[g][0]);
            mean += without[g] / sums.length;
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
