package merit.scoring;

/**
 * A logistic curve over rewards (Platt 1999): p = sigmoid(slope x + intercept).
 *
 * <p>Over single answers, x is the reward and p the probability that the answer is one that people choose. Over pairs, x is
 * the difference of two rewards; which answer is called first says nothing, so the intercept is 0 and the slope is one over
 * a temperature, fitted with Platt's cautious targets instead of 0 and 1.
 *
 * @param slope a unit of reward; not above 0 where higher rewards go to worse answers
 */
public record PlattScaling(double slope, double intercept) implements PairProbability {
    public PlattScaling {
        if (!Double.isFinite(slope) || !Double.isFinite(intercept)) {
            throw new IllegalArgumentException(
                    "a logistic curve: found slope " + slope + " and intercept " + intercept + ", need finite numbers");
        }
    }

    /** The probability at a reward, or at a difference of rewards. */
    public double probability(double x) {
        return 1 / (1 + Math.exp(-(slope * x + intercept)));
    }

    @Override
    public double probability(double a, double b) {
        return probability(a - b);
    }

    @Override
    public String method() {
        return "platt";
    }
}
