package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.random.Well19937c;
import org.hipparchus.util.MathArrays;

/**
 * Confidence intervals of means by resampling whole clusters (prompts). The mean is over observations, so a prompt with many
 * pairs weighs more, in the estimate and in every resample.
 *
 * <p>More than 5,000 clusters are first pooled at random into 5,000 blocks of like size, which are as independent as they.
 *
 * <p>Only sums a cluster are needed, so a resample costs one draw a cluster. Several means of the same observations share
 * their resamples. Stateless and seeded: the same data gives the same interval, on any number of threads.
 *
 * @param resamples how many; 2,000 move a 95 % bound by about a twentieth of the interval's width
 * @param seed of the draws
 * @param level e.g. 0.95
 * @param method how bounds are read off the resampled means
 */
public record ClusteredBootstrap(int resamples, long seed, double level, Method method) {
    /** 2,000 resamples, 95 %. */
    public static final ClusteredBootstrap STANDARD = new ClusteredBootstrap(2000, 42, 0.95);

    /** More clusters than this are pooled: a bound then costs milliseconds, and moves by a hundredth of the width. */
    private static final int BLOCKS = 5000;

    /** So many resamples share a stream of draws and a thread. */
    private static final int PART = 250;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** How bounds are read off the resampled means. */
    public enum Method {
        /** Efron's bias-corrected and accelerated bounds: right also where the resampled means lean to one side. */
        BCA,
        /** The plain quantiles of the resampled means, which other tools report most often. */
        PERCENTILE
    }

    public ClusteredBootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException("resamples: found " + resamples + ", need 100 or more");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level: found " + level + ", need a number between 0 and 1, such as 0.95");
        }
    }

    /** With bounds by {@link Method#BCA}. */
    public ClusteredBootstrap(int resamples, long seed, double level) {
        this(resamples, seed, level, Method.BCA);
    }

    public ClusteredBootstrap withLevel(double other) {
        return new ClusteredBootstrap(resamples, seed, other, method);
    }

    public ClusteredBootstrap withSeed(long other) {
        return new ClusteredBootstrap(resamples, other, level, method);
    }

    public ClusteredBootstrap withMethod(Method other) {
        return new ClusteredBootstrap(resamples, seed, level, other);
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
        return means(clusters, streams(), columns);
    }

    /** [resamples] The mean of {@code values}, [observations], in each resample; for figures that are made of several. */
    public double[] resampled(Clusters clusters, double[] values) {
        double[][] columns = {values};
        return resample(sums(clusters, columns), 1, streams())[0];
    }

    /**
     * A figure made of the means of several columns, [observations] each, such as the sum of their sizes.
     *
     * @param figure is given the means, [columns]
     */
    public Interval ofMeans(Clusters clusters, ToDoubleFunction<double[]> figure, double[]... columns) {
        double[][] sums = sums(clusters, columns);
        double[][] means = resample(sums, columns.length, streams());
        double[] figures = new double[resamples];
        Arrays.setAll(
                figures,
                r -> figure.applyAsDouble(
                        Arrays.stream(means).mapToDouble(column -> column[r]).toArray()));
        return interval(sums, figure, figures);
    }

    /** Numbers from 0 below a bound, for each part of the resamples a stream of its own that is always the same. */
    IntFunction<IntUnaryOperator> streams() {
        return part -> {
            SplittableRandom root = new SplittableRandom(seed);
            SplittableRandom random = root.split();
            for (int before = 0; before < part; before++) {
                random = root.split();
            }
            return below(random);
        };
    }

    private static IntUnaryOperator below(SplittableRandom random) {
        // A multiply instead of a division: the bias, clusters / 2^63, is far below what a resample can show.
        return bound -> (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * bound);
    }

    /** Some of the resamples, {@code from} until {@code to}. */
    @FunctionalInterface
    interface Part {
        void run(int part, int from, int to);
    }

    /** Goes through the resamples in parts of one fixed size, on as many threads as there are cores. */
    static void eachPart(int resamples, Part work) {
        IntStream.range(0, (resamples + PART - 1) / PART)
                .parallel()
                .forEach(part -> work.run(part, part * PART, Math.min(resamples, (part + 1) * PART)));
    }

    List<Interval> means(Clusters clusters, IntFunction<IntUnaryOperator> streams, double[]... columns) {
        double[][] sums = sums(clusters, columns);
        double[][] resampled = resample(sums, columns.length, streams);
        List<Interval> intervals = new ArrayList<>();
        for (int c = 0; c < columns.length; c++) {
            int column = c;
            intervals.add(interval(sums, means -> means[column], resampled[c]));
        }
        return intervals;
    }

    /**
     * The interval of a mean of values between 0 and 1, as {@link #share} bounds it.
     *
     * @param clusters how many there were
     */
    public Interval bounded(Interval share, int clusters) {
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
        if (clusters.count() == 0) {
            throw new IllegalArgumentException("a mean of nothing: found 0 observations, need at least one");
        }
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
    int[] blocks(int clusters) {
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
    private double[][] resample(double[][] sums, int columns, IntFunction<IntUnaryOperator> streams) {
        int width = columns + 1;
        double[] flat = new double[sums.length * width];
        for (int g = 0; g < sums.length; g++) {
            System.arraycopy(sums[g], 0, flat, g * width, width);
        }
        double[][] means = new double[columns][resamples];
        eachPart(resamples, (part, from, to) -> {
            IntUnaryOperator draw = streams.apply(part);
            double[] total = new double[width];
            for (int r = from; r < to; r++) {
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
        });
        return means;
    }

    private Interval interval(double[][] sums, ToDoubleFunction<double[]> figure, double[] resampled) {
        double[] total = new double[sums[0].length];
        for (double[] cluster : sums) {
            Arrays.setAll(total, c -> total[c] + cluster[c]);
        }
        double[] without = Arrays.stream(sums)
                .mapToDouble(cluster -> figure.applyAsDouble(means(total, cluster)))
                .toArray();
        double value = figure.applyAsDouble(means(total, new double[total.length]));
        return new ResampledBounds(level, method).of(value, resampled, without);
    }

    /** [columns] Of all but one cluster, from sums as {@link #sums} has them. */
    private static double[] means(double[] total, double[] cluster) {
        double[] means = new double[total.length - 1];
        Arrays.setAll(means, c -> (total[c + 1] - cluster[c + 1]) / (total[0] - cluster[0]));
        return means;
    }
}
