package merit.evaluation.metric;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Tests of means whose observations come in clusters (prompts): the variance is that of sums over clusters (Liang and Zeger,
 * Biometrika 73, 1986), the reference Student's t with one degree of freedom less than there are clusters. Cheap, so that
 * many can be run where a bootstrap each would be slow; their p-values are then adjusted together.
 */
public final class ClusteredTest {
    private ClusteredTest() {}

    /** Two-sided p-value of "the mean of {@code values} is 0"; 1 where there are fewer than two clusters. */
    public static double ofMean(Clusters clusters, double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double[] influence = new double[clusters.count()];
        for (int k = 0; k < values.length; k++) {
            influence[clusters.clusterOf(k)] += (values[k] - mean) / values.length;
        }
        return probability(mean, influence);
    }

    /** Two-sided p-value of "the mean inside is the mean outside"; 1 where one of them has no observation. */
    static double ofDifference(Clusters clusters, double[] values, boolean[] inside) {
        double[] counts = new double[2];
        double[] sums = new double[2];
        for (int k = 0; k < values.length; k++) {
            counts[inside[k] ? 1 : 0]++;
            sums[inside[k] ? 1 : 0] += values[k];
        }
        if (counts[0] == 0 || counts[1] == 0) {
            return 1;
        }
        double[] influence = new double[clusters.count()];
        for (int k = 0; k < values.length; k++) {
            int side = inside[k] ? 1 : 0;
            double pull = (values[k] - sums[side] / counts[side]) / counts[side];
            influence[clusters.clusterOf(k)] += inside[k] ? pull : -pull;
        }
        return probability(sums[1] / counts[1] - sums[0] / counts[0], influence);
    }

    /**
     * Adjusted for being many (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995): of those below
     * 0.05, no more than 5 % are expected to be false.
     */
    public static double[] adjusted(double[] probabilities) {
        int[] order = Order.ascending(probabilities);
        double[] adjusted = new double[order.length];
        double least = 1;
        for (int rank = order.length; rank > 0; rank--) {
            least = Math.min(least, probabilities[order[rank - 1]] * order.length / rank);
            adjusted[order[rank - 1]] = least;
        }
        return adjusted;
    }

    private static double probability(double estimate, double[] influence) {
        int clusters = influence.length;
        if (clusters < 2) {
            return 1;
        }
        double squares = 0;
        for (double one : influence) {
            squares += one * one;
        }
        double error = Math.sqrt(squares * clusters / (clusters - 1));
        if (error == 0) {
            return estimate == 0 ? 1 : 0;
        }
        return Math.min(1, 2 * new TDistribution(clusters - 1).cumulativeProbability(-Math.abs(estimate) / error));
    }
}
