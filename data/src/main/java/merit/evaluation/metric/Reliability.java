package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import merit.scoring.Calibration;

/**
 * Whether "70 % sure" is right 70 % of the time. The answer with the higher reward is the one bet on, so confidence runs
 * from one half to 1; a tie is right half of the time.
 *
 * @param error expected calibration error: mean gap between confidence and accuracy over the bins, weighted by their pairs
 * @param bins ten of equal width, those without a pair left out
 */
public record Reliability(double error, List<Bin> bins) {
    private static final int BINS = 10;

    /**
     * @param confidence mean probability given to the answer bet on
     * @param accuracy share of the bets that were right
     */
    public record Bin(int pairs, double confidence, double accuracy) {}

    public Reliability {
        bins = List.copyOf(bins);
    }

    /** @param differences reward of the chosen less that of the rejected answer, a pair */
    static Reliability of(double[] differences, Calibration calibration) {
        int[] pairs = new int[BINS];
        double[] confidence = new double[BINS];
        double[] right = new double[BINS];
        for (double d : differences) {
            double p = calibration.probability(Math.abs(d), 0);
            int bin = Math.min(BINS - 1, (int) ((p - 0.5) * 2 * BINS));
            pairs[bin]++;
            confidence[bin] += p;
            right[bin] += d > 0 ? 1 : d == 0 ? 0.5 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int b = 0; b < BINS; b++) {
            if (pairs[b] > 0) {
                bins.add(new Bin(pairs[b], confidence[b] / pairs[b], right[b] / pairs[b]));
                error += Math.abs(confidence[b] - right[b]) / differences.length;
            }
        }
        return new Reliability(error, bins);
    }
}
