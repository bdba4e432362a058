package merit.evaluation.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import merit.evaluation.metric.Reliability.Binning;

/**
 * What calibrated probabilities change on pairs that they were not fitted on: after less before, so below 0 is a gain. While
 * prompts are resampled every pair keeps its bin.
 *
 * @param loss mean of -ln p, with p the probability given to the chosen answer
 * @param equalWidth expected calibration error in bins of equal width
 * @param equalMass the same in bins of equally many pairs
 */
public record CalibrationChange(Interval loss, Interval equalWidth, Interval equalMass) {
    /**
     * @param pairs in the order of the probabilities
     * @param before given to the chosen answer, [pairs]
     * @param after the same, calibrated, [pairs]
     */
    public static CalibrationChange of(
            List<ScoredPair> pairs, double[] before, double[] after, ClusteredBootstrap bootstrap) {
        Clusters clusters = Clusters.ofPairs(pairs);
        double[] loss = new double[before.length];
        Arrays.setAll(loss, k -> HeldOutCalibration.loss(after[k]) - HeldOutCalibration.loss(before[k]));
        return new CalibrationChange(
                bootstrap.mean(clusters, loss),
                error(clusters, gaps(before, after, Binning.EQUAL_WIDTH), bootstrap),
                error(clusters, gaps(before, after, Binning.EQUAL_MASS), bootstrap));
    }

    /** [bins before and bins after][pairs] */
    private static double[][] gaps(double[] before, double[] after, Binning binning) {
        return Stream.of(before, after)
                .flatMap(probabilities -> Arrays.stream(Reliability.gaps(probabilities, binning)))
                .toArray(double[][]::new);
    }

    private static Interval error(Clusters clusters, double[][] gaps, ClusteredBootstrap bootstrap) {
        int half = gaps.length / 2;
        return bootstrap.ofMeans(clusters, means -> sizes(means, half, means.length) - sizes(means, 0, half), gaps);
    }

    private static double sizes(double[] means, int from, int to) {
        return Arrays.stream(means, from, to).map(Math::abs).sum();
    }
}
