package merit.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.layer.HeadWeights;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against scikit-learn's values, by {@code witness/probe_golden.py}. */
@Tag("golden")
class ProbeFitTest {
    private static final JsonNode GOLDEN = golden();
    private static final List<float[]> FEATURES =
            GOLDEN.path("features").valueStream().map(ProbeFitTest::floats).toList();
    private static final ProbePairs PAIRS = new ProbePairs(
            ints(GOLDEN.path("chosen")),
            ints(GOLDEN.path("rejected")),
            floats(GOLDEN.path("probabilities")),
            floats(GOLDEN.path("weights")),
            ints(GOLDEN.path("folds")));

    static Stream<JsonNode> cases() {
        return GOLDEN.path("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightsLossAndAccuracyAreScikitLearns(JsonNode expected) {
        int width = expected.path("width").asInt();
        ProbeFit.Answer answer =
                fit(List.of(PAIRS), new int[] {width}, expected.path("penalty").asDouble());
        assertThat(answer.features()).isEqualTo(width);
        assertThat(answer.converged()).isTrue();
        assertThat(answer.head().weights()).containsExactly(floats(expected.path("weights")), within(1e-5f));
        assertThat(answer.head().biases()[0])
                .isCloseTo((float) expected.path("bias").asDouble(), within(1e-4f));
        assertThat(answer.loss()).isCloseTo(expected.path("loss").asDouble(), within(1e-3));
        assertThat(answer.outputs().get(0).accuracy())
                .isCloseTo(expected.path("accuracy").asDouble(), within(1e-6));
    }

    @Test
    void theWidthOfTheLeastLossOverFoldsIsTaken() {
        JsonNode best = cases().filter(each -> each.path("penalty").asDouble() == 0.3)
                .min(Comparator.comparingDouble(each -> each.path("loss").asDouble()))
                .orElseThrow();
        assertThat(fit(List.of(PAIRS), new int[] {24, 48}, 0.3).features())
                .isEqualTo(best.path("width").asInt());
    }

    @Test
    void thePenaltyIsNoWorseThanAnyOfTheWitness() {
        ProbeFit.Answer answer = fit(List.of(PAIRS), new int[] {48}, 0);
        double least = cases().filter(each -> each.path("width").asInt() == 48)
                .mapToDouble(each -> each.path("loss").asDouble())
                .min()
                .orElseThrow();
        assertThat(answer.loss()).isLessThan(least + 0.01);
        assertThat(answer.outputs().get(0).penalty()).isPositive();
    }

    @Test
    void outputsAreFittedEachByItsOwnPairs() {
        int[] better = PAIRS.rejected();
        int[] worse = PAIRS.chosen();
        ProbePairs turned = new ProbePairs(better, worse, PAIRS.probabilities(), PAIRS.weights(), PAIRS.folds());
        ProbeFit.Answer answer = fit(List.of(PAIRS, turned), new int[] {48}, 0.3);
        for (int feature = 0; feature < 48; feature++) {
            assertThat(answer.head().weights()[48 + feature])
                    .isCloseTo(-answer.head().weights()[feature], within(1e-6f));
        }
    }

    /** A taste for a product of two features: of the rows, the scores are the witness's. */
    @Test
    void productsOfFeaturesAreTakenWhereTheyHelpAndScoreAsScikitLearns() {
        JsonNode golden = GOLDEN.path("products");
        List<float[]> rows =
                golden.path("features").valueStream().map(ProbeFitTest::floats).toList();
        int[] chosen = ints(golden.path("chosen"));
        float[] ones = new float[chosen.length];
        Arrays.fill(ones, 1);
        int[] folds = IntStream.range(0, chosen.length).map(pair -> pair % 3).toArray();
        ProbePairs pairs = new ProbePairs(chosen, ints(golden.path("rejected")), ones, ones, folds);
        double penalty = golden.path("penalty").asDouble();
        FeatureRows features = some -> Tensors.ofRows(rows, some);
        ProbeFit.Answer linear = Engine.call(
                () -> new ProbeFit(features, rows.size(), 12, penalty, 0).fit(List.of(pairs), new int[] {12}));
        ProbeFit.Answer answer = Engine.call(() -> new ProbeFit(
                        features,
                        rows.size(),
                        12,
                        penalty,
                        golden.path("directions").asInt())
                .fit(List.of(pairs), new int[] {12}));
        assertThat(linear.head().squareCount()).isZero();
        assertThat(answer.head().squareCount()).isEqualTo(4);
        assertThat(answer.loss()).isLessThan(linear.loss());
        float[] scores = new float[rows.size()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = score(answer.head(), rows.get(row));
        }
        assertThat(scores).containsExactly(floats(golden.path("scores")), within(1e-4f));
    }

    private static float score(HeadWeights head, float[] row) {
        HeadWeights.Squares squares = Objects.requireNonNull(head.squares());
        double score = head.biases()[0] + dot(head.weights(), 0, row);
        for (int square = 0; square < head.squareCount(); square++) {
            double along = squares.offsets()[square] + dot(squares.directions(), square * row.length, row);
            score += squares.weights()[square] * along * along;
        }
        return (float) score;
    }

    private static double dot(float[] weights, int from, float[] row) {
        return IntStream.range(0, row.length)
                .mapToDouble(i -> (double) weights[from + i] * row[i])
                .sum();
    }

    @Test
    void productsThatAreNotWrittenDownGiveTheSame() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                float[] values = new float[PAIRS.size() * 48];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) Math.sin(1 + 0.3 * i * i);
                }
                Tensor differences = Tensors.of(values, PAIRS.size(), 48);
                float[] need = solved(new PairKernel(differences, PAIRS.size()));
                assertThat(solved(new PairKernel(differences, 0))).containsExactly(need, within(1e-4f));
                for (int written : new int[] {0, PAIRS.size()}) {
                    PairKernel some = new PairKernel(differences, written);
                    some.widen(20);
                    assertThat(weights(some.with(differences.narrow(1, 20, 28))))
                            .containsExactly(need, within(1e-4f));
                }
            }
        });
    }

    private static float[] solved(PairKernel kernel) {
        kernel.widen(20);
        kernel.widen(48);
        return weights(kernel);
    }

    private static float[] weights(PairKernel kernel) {
        Tensor penalty = Tensors.zeros(ScalarType.Double, 1).add(Tensors.scalar(0.3));
        KernelFit.Answer answer = new KernelFit(kernel, PAIRS.probabilityColumn())
                .solve(new KernelFit.Problem(PAIRS.all(), penalty), kernel.closest());
        assertThat(answer.converged()).isTrue();
        return Tensors.floats(kernel.weights(answer.dual()));
    }

    @Test
    void aFitLeavesNothingBehind() {
        fit(List.of(PAIRS), new int[] {24, 48}, 0);
        long before = Pointer.totalCount();
        fit(List.of(PAIRS), new int[] {24, 48}, 0);
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private static ProbeFit.Answer fit(List<ProbePairs> outputs, int[] widths, double penalty) {
        return fit(outputs, widths, penalty, 0);
    }

    private static ProbeFit.Answer fit(List<ProbePairs> outputs, int[] widths, double penalty, int products) {
        FeatureRows features = rows -> Tensors.ofRows(FEATURES, rows);
        return Engine.call(() -> new ProbeFit(features, FEATURES.size(), 48, penalty, products).fit(outputs, widths));
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.path(i).asDouble();
        }
        return values;
    }

    private static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.path(i).asInt()).toArray();
    }

    private static JsonNode golden() {
        try (InputStream in = Objects.requireNonNull(ProbeFitTest.class.getResourceAsStream("probe.json"))) {
            return new JsonMapper().readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
