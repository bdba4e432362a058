package merit.scoring;

import java.util.Collections;
import java.util.List;

/**
 * A curve from the size of a difference of rewards to a probability, of no other shape than that it never falls. Straight
 * between its points, flat beyond the last one; a negative difference gets one less the probability of the positive one.
 *
 * @param differences ascending, from 0
 * @param probabilities one for each difference, from one half, never falling
 */
public record IsotonicCalibration(List<Double> differences, List<Double> probabilities) implements PairProbability {
    public IsotonicCalibration {
        differences = List.copyOf(differences);
        probabilities = List.copyOf(probabilities);
        if (differences.size() != probabilities.size() || differences.isEmpty() || differences.get(0) != 0) {
            throw new IllegalArgumentException("a curve has one probability for each difference, from 0 on: found "
                    + differences.size() + " differences and " + probabilities.size() + " probabilities");
        }
        if (!(probabilities.get(0) >= 0.5) || !(probabilities.get(probabilities.size() - 1) <= 1)) {
            throw new IllegalArgumentException("a curve goes from one half to 1 at most: found " + probabilities.get(0)
                    + " to " + probabilities.get(probabilities.size() - 1));
        }
        for (int k = 1; k < differences.size(); k++) {
            if (!(differences.get(k) > differences.get(k - 1)) || !(probabilities.get(k) >= probabilities.get(k - 1))) {
                throw new IllegalArgumentException("a curve never falls: found " + probabilities.get(k) + " at "
                        + differences.get(k) + " after " + probabilities.get(k - 1) + " at " + differences.get(k - 1));
            }
        }
    }

    @Override
    public double probability(double a, double b) {
        double p = at(Math.abs(a - b));
        return a >= b ? p : 1 - p;
    }

    @Override
    public String method() {
        return "isotonic";
    }

    private double at(double difference) {
        int found = Collections.binarySearch(differences, difference);
        if (found >= 0) {
            return probabilities.get(found);
        }
        int next = -found - 1;
        if (next == differences.size()) {
            return probabilities.get(next - 1);
        }
        double from = differences.get(next - 1);
        double share = (difference - from) / (differences.get(next) - from);
        return probabilities.get(next - 1) + share * (probabilities.get(next) - probabilities.get(next - 1));
    }
}
