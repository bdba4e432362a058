package merit.scoring;

import org.jspecify.annotations.Nullable;

/**
 * What was learnt of a model's rewards from answers that it was not trained on, and is kept with the model. Rewards themselves
 * stay raw.
 *
 * @param curve from two rewards to a probability
 * @param pairs how many the curve was fitted on; 0 where it was not fitted
 * @param reference the mean answer of those data and the deviation; null where no two of their rewards differ, or none were seen
 */
public record Calibration(
        PairProbability curve, int pairs, @Nullable Normalization reference) {
    /** Of a model of which nothing is known: differences as they are. */
    public static final Calibration NONE = new Calibration(TemperatureScaling.NONE, 0, null);

    /** Whether probabilities are more than an assumption. */
    public boolean isFitted() {
        return pairs > 0;
    }

    /** {@code none}, or what was fitted: {@code temperature}, {@code platt} or {@code isotonic}. */
    public String method() {
        return isFitted() ? curve.method() : "none";
    }

    /** The probability that people prefer the response with reward {@code a} to the one with reward {@code b}. */
    public double probability(double a, double b) {
        return curve.probability(a, b);
    }
}
