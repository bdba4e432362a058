package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import merit.scoring.PairProbability;
import merit.scoring.PlattScaling;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calibration and clustered tests against SciPy and scikit-learn. */
class GoldenCalibrationTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private final JsonNode golden = Golden.read();
    private final List<ScoredPair> pairs = Golden.pairs(golden.get("pairs"));
    private final JsonNode expected = golden.get("pairs").get("calibrations");

    @Test
    void plattOverAnswersIsThatOfScikitLearn() {
        PlattScaling fitted = PlattFit.ofAnswers(pairs);
        assertThat(fitted.slope())
                .isCloseTo(expected.get("platt_answers").get(0).asDouble(), EXACT);
        assertThat(fitted.intercept())
                .isCloseTo(expected.get("platt_answers").get(1).asDouble(), EXACT);
    }

    @Test
    void plattOverPairsIsThatOfScikitLearn() {
        PlattScaling fitted = PlattFit.ofPairs(pairs);
        assertThat(fitted.slope()).isCloseTo(expected.get("platt_pairs").asDouble(), EXACT);
        assertThat(fitted.intercept()).isZero();
    }

    @Test
    void theIsotonicCurveIsThatOfScikitLearn() {
        PairProbability fitted = IsotonicFit.of(pairs);
        double[] at = Golden.numbers(expected.get("isotonic_at"));
        assertThat(Arrays.stream(at).map(d -> fitted.probability(d, 0)).toArray())
                .containsExactly(Golden.numbers(expected.get("isotonic")), EXACT);
    }

    @Test
    void probabilitiesOfPairsNotFittedOnAreThoseOfSciPyAndScikitLearn() {
        HeldOutCalibration heldOut = Objects.requireNonNull(HeldOutCalibration.of(pairs, ClusteredBootstrap.STANDARD));
        assertThat(heldOut.outcomes()).hasSize(4);
        for (HeldOutCalibration.Outcome outcome : heldOut.outcomes()) {
            JsonNode one = expected.get("held_out").get(outcome.method().name().toLowerCase(Locale.ROOT));
            assertThat(outcome.loss())
                    .as("%s", outcome.method())
                    .isCloseTo(one.get("loss").asDouble(), EXACT);
            assertThat(outcome.brier()).isCloseTo(one.get("brier").asDouble(), EXACT);
            assertThat(outcome.equalWidth().error())
                    .isCloseTo(one.get("ece_width").asDouble(), EXACT);
            assertThat(outcome.equalMass().error())
                    .isCloseTo(one.get("ece_mass").asDouble(), EXACT);
        }
        TieBand band = Objects.requireNonNull(heldOut.tieBand());
        assertThat(band.pairs()).isEqualTo(expected.get("tie_pairs").asInt());
        assertThat(Objects.requireNonNull(band.accuracy()).value())
                .isCloseTo(expected.get("tie_accuracy").asDouble(), EXACT);
    }

    @Test
    void clusteredTestsAreThoseOfTheSandwichFormula() {
        JsonNode tests = golden.get("pairs").get("clustered_tests");
        Clusters clusters = Clusters.ofPairs(pairs);
        double[] differences = PairMetrics.column(pairs, ScoredPair::difference);
        boolean[] inside = new boolean[differences.length];
        for (int k = 0; k < inside.length; k++) {
            inside[k] = pairs.get(k).chosenLength() > 30;
        }
        assertThat(ClusteredTest.ofMean(clusters, differences))
                .isCloseTo(tests.get("mean").asDouble(), EXACT);
        assertThat(ClusteredTest.ofDifference(clusters, differences, inside))
                .isCloseTo(tests.get("difference").asDouble(), EXACT);
    }

    @Test
    void manyTestsAreAdjustedAsSciPyDoes() {
        JsonNode many = golden.get("false_discovery");
        assertThat(ClusteredTest.adjusted(Golden.numbers(many.get("p"))))
                .containsExactly(Golden.numbers(many.get("adjusted")), EXACT);
    }
}
