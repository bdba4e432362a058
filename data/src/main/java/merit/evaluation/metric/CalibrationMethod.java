package merit.evaluation.metric;

import java.util.List;
import merit.scoring.Calibration;
import merit.scoring.PairProbability;

/** Ways to turn differences of rewards into probabilities. */
public enum CalibrationMethod {
    /** sigmoid(d), as training takes it. */
    NONE("as it is"),
    /** sigmoid(d / T): one number, enough for most models. */
    TEMPERATURE("temperature"),
    /** The same curve with more cautious aims, for few pairs. */
    PLATT("Platt"),
    /** Any curve that never falls, for many pairs. */
    ISOTONIC("isotonic");

    private final String label;

    CalibrationMethod(String label) {
        this.label = label;
    }

    /** As people read it. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException where there is no pair */
    public PairProbability fit(List<ScoredPair> pairs) {
        return switch (this) {
            case NONE -> Calibration.NONE;
            case TEMPERATURE -> TemperatureFit.fitted(PairMetrics.column(pairs, ScoredPair::difference));
            case PLATT -> PlattFit.ofPairs(pairs);
            case ISOTONIC -> IsotonicFit.of(pairs);
        };
    }
}
