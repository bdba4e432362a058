package merit.scoring;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a model that turns two rewards into probabilities: of a tie first, and what is left of one preferred to the other.
 * The value is thread-safe.
 *
 * @param calibration how a preference is parted between the two
 * @param tieModel how likely neither is preferred; null where that was not learnt, and one of the two always is
 */
public record PairOdds(Calibration calibration, @Nullable TieModel tieModel) {
    /** Without ties. */
    public static PairOdds of(Calibration calibration) {
        return new PairOdds(calibration, null);
    }

    /** The probability that people prefer the response with reward {@code a} to the one with reward {@code b}. */
    public double wins(double a, double b) {
        return (1 - ties(a, b)) * calibration.probability(a, b);
    }

    /** The probability that people find them as good as one another; 0 where nothing was learnt of ties. */
    public double ties(double a, double b) {
        return tieModel == null ? 0 : tieModel.probability(a, b);
    }
}
