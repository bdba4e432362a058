package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.preference.PreferenceSplit;
import merit.scoring.PairProbability;
import org.jspecify.annotations.Nullable;

/**
 * How good the probabilities are on pairs that they were not fitted on: the prompts are dealt into folds, and the pairs of
 * each fold are judged by a curve fitted on the others. So a curve that learns its pairs by heart gains nothing.
 *
 * @param folds how many
 * @param outcomes one for each method, in the order of {@link CalibrationMethod}
 * @param tieBand by temperature; null where no best temperature exists
 */
public record HeldOutCalibration(
        int folds, List<Outcome> outcomes, @Nullable TieBand tieBand) {
    private static final int FOLDS = 5;
    private static final long SEED = 42;

    /**
     * @param loss mean of -ln p, with p the probability given to the chosen answer; a p that is too small for a number counts as
     *     the smallest one
     * @param brier mean of (1 - p)^2
     * @param equalWidth reliability in bins of equal width
     * @param equalMass reliability in bins of equally many pairs
     */
    public record Outcome(
            CalibrationMethod method, double loss, double brier, Reliability equalWidth, Reliability equalMass) {
        /** @param probabilities given to the chosen answer, a pair */
        public static Outcome of(CalibrationMethod method, double[] probabilities) {
            double loss = 0;
            double brier = 0;
            for (double p : probabilities) {
                loss += HeldOutCalibration.loss(p) / probabilities.length;
                brier += (1 - p) * (1 - p) / probabilities.length;
            }
            return new Outcome(
                    method,
                    loss,
                    brier,
                    Reliability.of(probabilities, Reliability.Binning.EQUAL_WIDTH),
                    Reliability.of(probabilities, Reliability.Binning.EQUAL_MASS));
        }
    }

    public HeldOutCalibration {
        outcomes = List.copyOf(outcomes);
    }

    /** What one way to calibrate gets. */
    public Outcome outcome(CalibrationMethod method) {
        return outcomes.stream()
                .filter(outcome -> outcome.method() == method)
                .findFirst()
                .orElseThrow();
    }

    /** Null where the pairs are of a single prompt, so that none can be held out. */
    public static @Nullable HeldOutCalibration of(List<ScoredPair> pairs, ClusteredBootstrap bootstrap) {
        int folds = Math.min(FOLDS, Clusters.ofPairs(pairs).count());
        if (folds < 2) {
            return null;
        }
        Map<CalibrationMethod, double[]> probabilities = probabilities(pairs, folds);
        List<Outcome> outcomes = new ArrayList<>();
        probabilities.forEach((method, p) -> outcomes.add(Outcome.of(method, p)));
        TemperatureFit fit = TemperatureFit.of(pairs);
        double[] judged = probabilities.getOrDefault(CalibrationMethod.TEMPERATURE, new double[0]);
        TieBand band = fit.atLimit()
                ? null
                : TieBand.of(
                        pairs,
                        fit.calibration().temperature(),
                        k -> Math.max(judged[k], 1 - judged[k]) < TieBand.SURENESS,
                        bootstrap);
        return new HeldOutCalibration(folds, outcomes, band);
    }

    /** -ln p, as {@link Outcome#loss} counts it. */
    static double loss(double probability) {
        return -Math.log(Math.max(Double.MIN_VALUE, probability));
    }

    /**
     * For each method the probability of the chosen answer, [pairs], by a curve fitted on the other folds.
     *
     * @param folds into which the prompts are dealt, from 2 to their number
     */
    public static Map<CalibrationMethod, double[]> probabilities(List<ScoredPair> pairs, int folds) {
        Map<CalibrationMethod, double[]> probabilities = new EnumMap<>(CalibrationMethod.class);
        for (CalibrationMethod method : CalibrationMethod.values()) {
            probabilities.put(method, new double[pairs.size()]);
        }
        int[] foldOf = foldOf(pairs, folds);
        IntStream.range(0, folds).parallel().forEach(fold -> {
            List<ScoredPair> others = IntStream.range(0, foldOf.length)
                    .filter(k -> foldOf[k] != fold)
                    .mapToObj(pairs::get)
                    .toList();
            int[] held = IntStream.range(0, foldOf.length)
                    .filter(k -> foldOf[k] == fold)
                    .toArray();
            probabilities.forEach((method, p) -> {
                PairProbability fitted = method.fit(others);
                for (int k : held) {
                    p[k] = fitted.probability(
                            pairs.get(k).chosen(), pairs.get(k).rejected());
                }
            });
        });
        return probabilities;
    }

    /** [pairs], from 0. */
    private static int[] foldOf(List<ScoredPair> pairs, int folds) {
        List<String> keys = pairs.stream().map(ScoredPair::cluster).toList();
        Map<String, Integer> foldOf = new PreferenceSplit(SEED).foldOf(keys, folds);
        return keys.stream().mapToInt(key -> foldOf.getOrDefault(key, 0)).toArray();
    }
}
