package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The area under the ROC curve of two samples of any sizes, with the interval of DeLong, DeLong and Clarke-Pearson (Biometrics
 * 44, 1988), what each observation adds summed up by cluster (Obuchowski, Biometrics 53, 1997), on the logit scale, so that
 * bounds stay between 0 and 1.
 */
public final class TwoSampleArea {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private TwoSampleArea() {}

    /**
     * Values with the cluster of each; the same key on both sides is the same cluster.
     */
    public static final class Sample {
        private final List<String> keys;
        private final double[] values;

        /** @param keys one a value */
        public Sample(List<String> keys, double[] values) {
            if (keys.size() != values.length || values.length == 0) {
                throw new IllegalArgumentException("a sample has one cluster a value: found " + keys.size() + " and "
                        + values.length + ", need as many, and at least one");
            }
            this.keys = List.copyOf(keys);
            this.values = values.clone();
        }

        /** The cluster of each value. */
        public List<String> keys() {
            return keys;
        }

        /** A copy. */
        public double[] values() {
            return values.clone();
        }
    }

    /**
     * The area; of a single cluster without bounds, as nothing is seen of how clusters differ.
     *
     * @param level e.g. 0.95
     */
    public static Interval of(Sample positives, Sample negatives, double level) {
        double area = AreaUnderCurve.of(positives.values(), negatives.values());
        List<String> keys = new ArrayList<>(positives.keys());
        keys.addAll(negatives.keys());
        Clusters clusters = Clusters.of(keys);
        double[] influence = new double[clusters.count()];
        double[] above = shares(positives.values(), negatives.values());
        double[] below = shares(negatives.values(), positives.values());
        for (int k = 0; k < above.length; k++) {
            influence[clusters.clusterOf(k)] += (above[k] - area) / above.length;
        }
        for (int k = 0; k < below.length; k++) {
            influence[clusters.clusterOf(above.length + k)] += (1 - below[k] - area) / below.length;
        }
        return interval(area, error(influence), clusters.count(), level);
    }

    /** The standard error of a sum of independent influences. */
    private static double error(double[] influence) {
        double squares = 0;
        for (double one : influence) {
            squares += one * one;
        }
        return Math.sqrt(squares * influence.length / (influence.length - 1.0));
    }

    private static Interval interval(double area, double error, int clusters, double level) {
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        if (area <= 0 || area >= 1) {
            double reach = z * z / (clusters + z * z); // Wilson's, as no spread is seen
            return area > 0 ? new Interval(1, 1 - reach, 1) : new Interval(0, 0, reach);
        }
        if (clusters < 2) {
            return new Interval(area, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double middle = Math.log(area / (1 - area));
        double reach = z * error / (area * (1 - area));
        return new Interval(area, sigmoid(middle - reach), sigmoid(middle + reach));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** For each value the share of {@code others} that are smaller, equal ones half. */
    private static double[] shares(double[] values, double[] others) {
        double[] sorted = Arrays.stream(others).map(x -> x + 0.0).sorted().toArray();
        return Arrays.stream(values)
                .map(value -> (first(sorted, value, false) + first(sorted, value, true)) / 2.0 / sorted.length)
                .toArray();
    }

    /** The place of the first that is at least, or {@code beyond}, the value. */
    private static int first(double[] sorted, double value, boolean beyond) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = beyond ? sorted[middle] <= value : sorted[middle] < value;
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        return low;
    }
}
