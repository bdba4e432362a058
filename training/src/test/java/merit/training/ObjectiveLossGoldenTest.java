package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.encoding.TokenRow;
import merit.loss.LossConfig;
import merit.loss.LossType;
import merit.loss.PreferenceLoss;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.rewardmodel.ObjectiveLoss;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The masked losses against PyTorch (witness/objectives_golden.py), against finite differences, and in parts. */
@Tag("golden")
class ObjectiveLossGoldenTest {
    private static final int ROWS = 6;
    private static final int OUTPUTS = 3;
    private static final JsonNode GOLDEN = golden();

    @Test
    void preferencesByObjectiveCostWhatPyTorchSays() {
        checkGolden(preferences(), GOLDEN.path("preferences"));
    }

    @Test
    void gradesCostWhatPyTorchSays() {
        checkGolden(regression(), GOLDEN.path("regression"));
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        checkDifferences(preferences());
        checkDifferences(regression());
    }

    @Test
    void partsOfAStepAddUpToItsLossAndGradient() {
        checkParts(preferences());
        checkParts(regression());
    }

    /** A loss with the lessons that it is of. */
    private record Case(Lessons lessons, StepLoss loss) {
        Result of(float[] outputs, int[] labels) {
            return Engine.call(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients on = Gradients.on()) {
                    Tensor leaf = Tensors.of(outputs, ROWS, OUTPUTS).requires_grad_(true);
                    double weight = lessons.weight(all());
                    Tensor cost =
                            loss.part(leaf, labels, RowPositions.ALL, weight).cost();
                    cost.backward();
                    return new Result(Tensors.item(cost), Tensors.floats(leaf.grad()));
                }
            });
        }

        int[] all() {
            return IntStream.range(0, lessons.size()).toArray();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Result(double loss, float[] gradient) {}

    private static void checkGolden(Case measured, JsonNode golden) {
        Result found = measured.of(outputs(), measured.all());
        assertThat(found.loss).isCloseTo(golden.path("loss").asDouble(), within(1e-6));
        for (int i = 0; i < found.gradient.length; i++) {
            assertThat(found.gradient[i])
                    .as("gradient in output %d", i)
                    .isCloseTo((float) golden.path("gradient").path(i).asDouble(), within(1e-6f));
        }
    }

    private static void checkDifferences(Case measured) {
        float step = 1e-2f;
        Result found = measured.of(outputs(), measured.all());
        for (int i = 0; i < ROWS * OUTPUTS; i++) {
            float[] more = outputs();
            float[] less = outputs();
            more[i] += step;
            less[i] -= step;
            double slope = (measured.of(more, measured.all()).loss - measured.of(less, measured.all()).loss)
                    / ((double) more[i] - less[i]);
            assertThat(slope).as("slope in output %d", i).isCloseTo(found.gradient[i], within(1e-4));
        }
    }

    private static void checkParts(Case measured) {
        Result whole = measured.of(outputs(), measured.all());
        double loss = 0;
        float[] gradient = new float[ROWS * OUTPUTS];
        for (int label : measured.all()) {
            Result part = measured.of(outputs(), new int[] {label});
            loss += part.loss;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += part.gradient[i];
            }
        }
        assertThat(loss).isCloseTo(whole.loss, within(1e-6));
        assertThat(gradient).containsExactly(whole.gradient, within(1e-6f));
    }

    private static Case preferences() {
        ObjectivesConfig objectives = objectives(ObjectiveLoss.PAIRWISE);
        List<TokenRow> sides = new ArrayList<>();
        List<Comparison> pairs = new ArrayList<>();
        CandidateSet set = set();
        for (JsonNode pair : GOLDEN.path("pairs")) {
            Judgement judgement = new Judgement(
                    pair.path(0).asInt(),
                    pair.path(1).asInt(),
                    pair.path(3).asDouble(),
                    pair.path(4).asDouble(),
                    pair.path(5).asDouble(),
                    objectives.names().get(pair.path(2).asInt()));
            pairs.add(new Comparison(set, judgement));
            sides.add(row(judgement.i()));
            sides.add(row(judgement.j()));
        }
        int[] chosen = pairs.stream().mapToInt(pair -> pair.judgement().i()).toArray();
        int[] rejected = pairs.stream().mapToInt(pair -> pair.judgement().j()).toArray();
        EncodedPairs made = EncodedPairs.of(pairs, sides, objectives, LossType.Scope.PAIR);
        EncodedPairs inOrder = new EncodedPairs(
                rows(), made.compared(), chosen, rejected, objectives, made.outputs(), made.items(), made.lists());
        LossConfig loss = new LossConfig(
                LossType.BRADLEY_TERRY,
                GOLDEN.path("center_rewards_coefficient").asDouble(),
                GOLDEN.path("label_smoothing").asDouble(),
                GOLDEN.path("margin_scale").asDouble(),
                1,
                2,
                0);
        return new Case(inOrder, new PairLoss(inOrder, PreferenceLoss.of(loss, null)));
    }

    private static Case regression() {
        ObjectivesConfig objectives = objectives(ObjectiveLoss.REGRESSION);
        List<GradedRows.Answer> answers = new ArrayList<>();
        List<GradedRows.Grade> grades = new ArrayList<>();
        CandidateSet set = set();
        for (JsonNode grade : GOLDEN.path("grades")) {
            int output = grade.path(1).asInt();
            String name = objectives.names().get(output);
            Candidate candidate = set.candidates().get(grade.path(0).asInt());
            grades.add(new GradedRows.Grade(
                    answers.size(), name, output, grade.path(2).asDouble(), (float) objectives.lossWeight(name)));
            answers.add(new GradedRows.Answer(set, 0, candidate, grade.path(0).asInt(), answers.size(), 1));
        }
        GradedRows rows = new GradedRows(rows(), answers, grades);
        return new Case(rows, new GradeLoss(rows, rows.scaled(objectives.toObjectives())));
    }

    private static ObjectivesConfig objectives(ObjectiveLoss loss) {
        return new ObjectivesConfig("a,b,c", loss, "a=1,b=0.5,c=2", "");
    }

    private static CandidateSet set() {
        List<Candidate> candidates = IntStream.range(0, ROWS)
                .mapToObj(row -> Candidate.of("answer " + row))
                .toList();
        return new CandidateSet(Conversation.ofPrompt("prompt"), candidates, List.of(), Map.of(), Origin.MEMORY);
    }

    private static List<TokenRow> rows() {
        return IntStream.range(0, ROWS).mapToObj(ObjectiveLossGoldenTest::row).toList();
    }

    private static TokenRow row(int row) {
        return new TokenRow(new int[] {2, 5 + row, 3}, new int[3], 0, 0);
    }

    private static float[] outputs() {
        float[] outputs = new float[ROWS * OUTPUTS];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) GOLDEN.path("outputs").path(i).asDouble();
        }
        return outputs;
    }

    private static JsonNode golden() {
        try (InputStream json = ObjectiveLossGoldenTest.class.getResourceAsStream("objectives_golden.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(json));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
