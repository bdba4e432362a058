package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import merit.scoring.PairProbability;

/**
 * Whether "70 % sure" is right 70 % of the time. The answer that is given the higher probability is the one bet on, so
 * confidence runs from one half to 1; an even bet is right half of the time.
 *
 * @param error expected calibration error: mean gap between confidence and accuracy over the bins, weighted by their pairs
 * @param bins ten, those without a pair left out
 */
public record Reliability(double error, List<Bin> bins) {
    private static final int BINS = 10;
    private static final double DIGITS = 1e12;

    /** How pairs are put into bins. */
    public enum Binning {
        /** Each bin a twentieth wide, from one half to 1: the common figure, in which few very sure pairs weigh little. */
        EQUAL_WIDTH,
        /** A tenth of the pairs in each bin, equal confidences in one: also fair to models that are never very sure. */
        EQUAL_MASS
    }

    /**
     * @param confidence mean probability given to the answer bet on
     * @param accuracy share of the bets that were right
     */
    public record Bin(int pairs, double confidence, double accuracy) {}

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * In bins of equal width.
     *
     * @param differences reward of the chosen less that of the rejected answer, a pair
     */
    static Reliability of(double[] differences, PairProbability calibration) {
        return of(
                DoubleStream.of(differences)
                        .map(d -> calibration.probability(d, 0))
                        .toArray(),
                Binning.EQUAL_WIDTH);
    }

    /** @param probabilities given to the chosen answer, a pair */
    static Reliability of(double[] probabilities, Binning binning) {
        double[] sure = sure(probabilities);
        int[] binOf = binOf(sure, binning);
        int[] pairs = new int[BINS];
        double[] confidence = new double[BINS];
        double[] right = new double[BINS];
        for (int k = 0; k < sure.length; k++) {
            pairs[binOf[k]]++;
            confidence[binOf[k]] += sure[k];
            right[binOf[k]] += credit(probabilities[k]);
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int b = 0; b < BINS; b++) {
            if (pairs[b] > 0) {
                bins.add(new Bin(pairs[b], confidence[b] / pairs[b], right[b] / pairs[b]));
                error += Math.abs(confidence[b] - right[b]) / sure.length;
            }
        }
        return new Reliability(error, bins);
    }

    /**
     * [bins][pairs] Confidence less credit for the bin's own pairs, 0 for the others: the sizes of the bins' means add up to
     * the error.
     */
    static double[][] gaps(double[] probabilities, Binning binning) {
        double[] sure = sure(probabilities);
        int[] binOf = binOf(sure, binning);
        double[][] gaps = new double[BINS][sure.length];
        for (int k = 0; k < sure.length; k++) {
            gaps[binOf[k]][k] = sure[k] - credit(probabilities[k]);
        }
        return gaps;
    }

    /** To twelve digits, so that p and 1 - (1 - p) are the same number and lie in the same bin. */
    private static double[] sure(double[] probabilities) {
        return DoubleStream.of(probabilities)
                .map(p -> Math.rint(Math.max(p, 1 - p) * DIGITS) / DIGITS)
                .toArray();
    }

    private static double credit(double probability) {
        return probability > 0.5 ? 1 : probability == 0.5 ? 0.5 : 0;
    }

    private static int[] binOf(double[] sure, Binning binning) {
        return binning == Binning.EQUAL_WIDTH ? equalWidth(sure) : equalMass(sure);
    }

    private static int[] equalWidth(double[] sure) {
        return DoubleStream.of(sure)
                .mapToInt(p -> Math.min(BINS - 1, (int) ((p - 0.5) * 2 * BINS)))
                .toArray();
    }

    private static int[] equalMass(double[] sure) {
        int[] order = Order.ascending(sure);
        int[] binOf = new int[sure.length];
        for (int rank = 0, first = 0; rank < order.length; rank++) {
            first = sure[order[rank]] == sure[order[first]] ? first : rank;
            binOf[order[rank]] = (int) ((long) first * BINS / order.length);
        }
        return binOf;
    }
}
