package merit.evaluation.audit;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The share of flipped labels e and the slope a that make the labels likeliest where the better answer of a pair is chosen with
 * probability q = sigmoid(a d), d the difference of a judge's scores, and a flip turns one label in e of them round: a label is
 * what the judge says with probability (1 - 2e) q + e. What tells flips from pairs that are hard is the shape: however
 * sure the judge, e of its bets are lost.
 *
 * <p>Differences come in bins of like size, so that a fit costs little and can be bootstrapped.
 *
 * @param share e, below one half
 * @param slope a
 */
record NoiseFit(double share, double slope) {
    private static final double MOST = 0.49;
    private static final double WIDE = 1000;
    private static final double NARROW = 4;

    /** Golden sections of a range until it is small enough: a thousandth for the share, a hundredth for the slope's logarithm. */
    private static final double SHARE_CLOSE = 1e-3;

    private static final double SLOPE_CLOSE = 1e-2;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** Bets by the size of the judge's difference. */
    static final class Bins {
        private final double[] sizes;
        private final double[] right;
        private final double[] wrong;
        private final double largest;

        /**
         * @param sizes [bins] mean size of the differences; 0 in a bin that is empty, as many alike share one
         * @param right [bins] labels that agree with the judge
         * @param wrong [bins] labels that do not
         */
        Bins(double[] sizes, double[] right, double[] wrong) {
            this.sizes = sizes;
            this.right = right;
            this.wrong = wrong;
            this.largest = Arrays.stream(sizes).max().orElse(0);
        }

        double logLikelihood(double share, double slope) {
            double sum = 0;
            for (int b = 0; b < sizes.length; b++) {
                double p = (1 - 2 * share) / (1 + Math.exp(-slope * sizes[b])) + share;
                sum += right[b] * Math.log(p) + wrong[b] * Math.log1p(-p);
            }
            return sum;
        }
    }

    /** The place to look for a slope: a guess, and by what factor it may be off. */
    private record Around(double guess, double factor) {}

    /** @param scale of the differences, such as their mean size; above 0 */
    static NoiseFit of(Bins bins, double scale) {
        return of(bins, new Around(1 / scale, WIDE));
    }

    /** A fit to data that are much like those of this one: a resample. */
    NoiseFit again(Bins bins) {
        return of(bins, new Around(slope, NARROW));
    }

    private static NoiseFit of(Bins bins, Around around) {
        double share = most(0, MOST, SHARE_CLOSE, e -> bins.logLikelihood(e, slope(bins, e, around)));
        double slope = slope(bins, share, around);
        double plain = slope(bins, 0, around);
        return bins.logLikelihood(0, plain) >= bins.logLikelihood(share, slope)
                ? new NoiseFit(0, plain)
                : new NoiseFit(share, slope);
    }

    private static double slope(Bins bins, double share, Around around) {
        double reach = Math.log(around.factor());
        double log = most(
                -reach, reach, SLOPE_CLOSE, x -> bins.logLikelihood(share, capped(Math.exp(x) * around.guess(), bins)));
        return capped(Math.exp(log) * around.guess(), bins);
    }

    /** Probabilities of exactly 1 have no logarithm of the rest. */
    private static double capped(double slope, Bins bins) {
        return bins.largest > 0 ? Math.min(slope, 30 / bins.largest) : slope;
    }

    /** Where a function with one peak is largest, by golden section. */
    private static double most(double low, double high, double close, DoubleUnaryOperator function) {
        double from = low;
        double to = high;
        double left = to - GOLDEN * (to - from);
        double right = from + GOLDEN * (to - from);
        double atLeft = function.applyAsDouble(left);
        double atRight = function.applyAsDouble(right);
        while (to - from > close) {
            if (atLeft >= atRight) {
                to = right;
                right = left;
                atRight = atLeft;
                left = to - GOLDEN * (to - from);
                atLeft = function.applyAsDouble(left);
            } else {
                from = left;
                left = right;
                atLeft = atRight;
                right = from + GOLDEN * (to - from);
                atRight = function.applyAsDouble(right);
            }
        }
        return (from + to) / 2;
    }

    /** The chance that a label is a flip that says the opposite of a judge with this difference. */
    double flipped(double size) {
        double better = 1 / (1 + Math.exp(-slope * size));
        double disagreeing = share * better + (1 - share) * (1 - better);
        return disagreeing == 0 ? 0 : share * better / disagreeing;
    }
}
