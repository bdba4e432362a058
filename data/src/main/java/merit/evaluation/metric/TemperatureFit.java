package merit.evaluation.metric;

import java.util.List;
import merit.scoring.TemperatureScaling;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * The one temperature T that makes the pairs likeliest under p = sigmoid(d / T), d the difference of a pair's rewards.
 *
 * <p>Solved for the slope a = 1/T, in which the mean of softplus(-a d) is convex: the root of its derivative, mean of
 * -d sigmoid(-a d). Where every pair is right the likelihood grows for ever with the slope, where the mean of d is 0 or
 * less (a few large mistakes are enough) it falls from slope 0 on: {@link #calibration} is then the end of the range
 * searched, and {@link #atLimit}.
 *
 * <p>Figures "after" are on the pairs that the temperature was fitted on: one number, so hardly better than on new pairs.
 *
 * @param calibration the fitted temperature
 * @param atLimit whether no best temperature exists
 * @param lossBefore mean softplus(-d)
 * @param lossAfter mean softplus(-d / T)
 * @param before reliability of sigmoid(d)
 * @param after reliability of sigmoid(d / T)
 */
public record TemperatureFit(
        TemperatureScaling calibration,
        boolean atLimit,
        double lossBefore,
        double lossAfter,
        Reliability before,
        Reliability after) {
    /** Slopes are searched from one thousandth to a thousand times one over the mean absolute difference. */
    private static final double RANGE = 1000;

    /** @throws IllegalArgumentException where there is no pair */
    public static TemperatureFit of(List<ScoredPair> pairs) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no pairs to calibrate on: found 0, need at least one");
        }
        double[] differences = PairMetrics.column(pairs, ScoredPair::difference);
        Best best = best(differences);
        TemperatureScaling fitted = new TemperatureScaling(best.temperature());
        return new TemperatureFit(
                fitted,
                best.atLimit(),
                loss(differences, 1),
                loss(differences, best.temperature()),
                Reliability.of(differences, TemperatureScaling.NONE),
                Reliability.of(differences, fitted));
    }

    /** The temperature alone, or the end of the range searched where none is best. */
    static TemperatureScaling fitted(double[] differences) {
        return new TemperatureScaling(best(differences).temperature());
    }

    private record Best(double temperature, boolean atLimit) {}

    private static Best best(double[] differences) {
        double scale = 0;
        for (double d : differences) {
            scale += Math.abs(d) / differences.length;
        }
        if (scale == 0) {
            return new Best(1, true);
        }
        UnivariateFunction slope = a -> derivative(differences, a);
        double least = 1 / (RANGE * scale);
        double most = RANGE / scale;
        if (slope.value(least) >= 0) {
            return new Best(1 / least, true);
        }
        if (slope.value(most) <= 0) {
            return new Best(1 / most, true);
        }
        double root = new BracketingNthOrderBrentSolver(1e-13, 1e-13 / scale, 5).solve(1000, slope, least, most);
        return new Best(1 / root, false);
    }

    private static double derivative(double[] differences, double a) {
        double sum = 0;
        for (double d : differences) {
            sum -= d / (1 + Math.exp(a * d));
        }
        return sum / differences.length;
    }

    private static double loss(double[] differences, double temperature) {
        double sum = 0;
        for (double d : differences) {
            sum += PairMetrics.softplus(-d / temperature);
        }
        return sum / differences.length;
    }
}
