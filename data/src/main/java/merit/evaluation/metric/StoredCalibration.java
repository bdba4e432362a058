package merit.evaluation.metric;

import java.util.List;
import java.util.Locale;
import merit.evaluation.metric.HeldOutCalibration.Outcome;
import merit.scoring.Calibration;
import org.jspecify.annotations.Nullable;

/**
 * How good the probabilities are that a model has been giving, on pairs that they were, one hopes, not fitted on.
 *
 * @param fittedOn how many pairs the curve was fitted on, when it was stored
 * @param outcome what it gets on the pairs at hand
 */
public record StoredCalibration(int fittedOn, Outcome outcome) {
    /** Null where nothing was fitted, or there is no pair. */
    public static @Nullable StoredCalibration of(Calibration calibration, List<ScoredPair> pairs) {
        if (!calibration.isFitted() || pairs.isEmpty()) {
            return null;
        }
        CalibrationMethod method =
                CalibrationMethod.valueOf(calibration.method().toUpperCase(Locale.ROOT));
        double[] probabilities =
                PairMetrics.column(pairs, pair -> calibration.probability(pair.chosen(), pair.rejected()));
        return new StoredCalibration(calibration.pairs(), Outcome.of(method, probabilities));
    }
}
