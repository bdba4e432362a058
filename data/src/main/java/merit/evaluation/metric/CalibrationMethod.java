package merit.evaluation.metric;

import java.util.Arrays;
import java.util.List;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.PairProbability;
import merit.scoring.TemperatureScaling;
import org.jspecify.annotations.Nullable;

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
            case NONE -> TemperatureScaling.NONE;
            case TEMPERATURE -> TemperatureFit.fitted(PairMetrics.column(pairs, ScoredPair::difference));
            case PLATT -> PlattFit.ofPairs(pairs);
            case ISOTONIC -> IsotonicFit.of(pairs);
        };
    }

    /**
     * What to keep with a model: the curve fitted on all pairs, how good it is on others being what
     * {@link HeldOutCalibration} says; and the mean and deviation of all rewards, each answer of each set once.
     *
     * @throws IllegalArgumentException where there is no pair, or where higher rewards do not make an answer likelier
     */
    public Calibration calibrate(List<ScoredSet> scored) {
        Normalization reference = reference(scored);
        if (this == NONE) {
            return new Calibration(TemperatureScaling.NONE, 0, reference);
        }
        List<ScoredPair> pairs = ScoredSet.pairsOf(scored);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no pairs to calibrate on: found 0, need at least one");
        }
        PairProbability curve = fit(pairs);
        double most = pairs.stream()
                .mapToDouble(pair -> Math.abs(pair.difference()))
                .max()
                .orElseThrow();
        boolean atLimit = this == TEMPERATURE && TemperatureFit.of(pairs).atLimit();
        if (atLimit || !(curve.probability(most, 0) > 0.5)) {
            throw new IllegalArgumentException("no calibration by " + label + " fits these " + pairs.size()
                    + " pairs: found a model that is right on all of them, or on no more than half; need more right than"
                    + " wrong, and some wrong; take more pairs of the kind that it will compare");
        }
        return new Calibration(curve, pairs.size(), reference);
    }

    private static @Nullable Normalization reference(List<ScoredSet> scored) {
        double[] rewards = scored.stream()
                .flatMapToDouble(set -> set.scores().stream().mapToDouble(Double::doubleValue))
                .toArray();
        return Arrays.stream(rewards).distinct().count() > 1 ? Normalization.of(rewards) : null;
    }
}
