package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.Gradients;
import merit.tensor.ListKernels;
import merit.tensor.OneThread;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every encoder family with its own classifier against values that {@code witness/encoder_golden.py} took from transformers. */
@Tag("golden")
@ExtendWith(OneThread.class)
class EncoderGoldenTest {
    private static final double FORWARD = 1e-4;
    private static final double TRAINED = 1e-3;
    private static final AdamwSettings STEP = new AdamwSettings(1e-3, 0.9, 0.999, 1e-8, 0.01);

    @TempDir
    Path folder;

    static Stream<String> names() {
        return Stream.of(
                "bert-reward",
                "bert-three-labels",
                "distilbert-reward",
                "distilbert-sinusoidal",
                "roberta-reward",
                "roberta-four-labels",
                "xlm-roberta-reward",
                "xlm-roberta-three-labels",
                "electra-reward",
                "electra-two-labels",
                "deberta-v3-reward",
                "deberta-v2-conv",
                "deberta-v2-c2p",
                "deberta-v2-absolute",
                "modernbert-reward",
                "modernbert-mean",
                "t5-reward",
                "flan-t5-three-labels");
    }

    @ParameterizedTest
    @MethodSource("names")
    void hiddenStatesAndLogitsEqualThoseOfTransformers(String name) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        try (RewardModel model = PublishedClassifier.open(golden.write(folder), ScoringOptions.NONE)) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    TokenBatch batch = golden.batch();
                    float[] states = Tensors.floats(model.backbone().run(batch, null));
                    near(
                            "hidden",
                            real(states, batch, model.backbone().hiddenSize()),
                            golden.floats("hidden"),
                            FORWARD);
                    near("logits", Tensors.floats(model.outputs(batch)), golden.floats("logits"), FORWARD);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5-reward", "flan-t5-three-labels"})
    void withoutItsHeadAT5IsItsEncoder(String name) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        golden.write(folder, weight -> !weight.startsWith("classification_head."));
        try (PretrainedBackbone model = PretrainedBackbone.open(folder)) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    TokenBatch batch = golden.batch();
                    float[] states = Tensors.floats(model.backbone().run(batch, null));
                    float[] real = real(states, batch, model.backbone().hiddenSize());
                    near("encoded", real, golden.floats("encoded"), FORWARD);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradientsAndTenTrainingStepsEqualThoseOfPyTorch(String name) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        try (RewardModel model = PublishedClassifier.open(golden.write(folder), ScoringOptions.NONE)) {
            Engine.run(() -> {
                model.head().trainBias(false);
                double loss = backward(model, golden);
                assertThat(loss)
                        .isCloseTo(golden.json().path("loss").asDouble(), org.assertj.core.api.Assertions.within(1e-5));
                checkGradients(model, golden.json().path("gradients"));
                List<Tensor> trained = new ArrayList<>(model.trainedParameters().values());
                try (FusedAdamw adamw = new FusedAdamw(trained)) {
                    for (int step = 0; step < 10; step++) {
                        clear(trained);
                        backward(model, golden);
                        adamw.step(STEP);
                    }
                }
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    float[] logits = Tensors.floats(model.outputs(golden.batch()));
                    near("logits after ten steps", logits, golden.floats("stepped"), TRAINED);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void textsThatStandAsTheyAreGetTheIdsAndTheScoresOfTransformers(String name) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        golden.write(folder);
        for (int maxLength : new int[] {32, 11}) {
            List<Float> found = new ArrayList<>();
            List<Float> needed = new ArrayList<>();
            try (RewardModelScorer scorer = RewardModelScorer.open(folder, new ScoringOptions(null, maxLength))) {
                for (JsonNode text : golden.json().path("texts")) {
                    if (text.path("max_length").asInt() == maxLength) {
                        addScores(scorer, text, found);
                        addAll(EncoderGolden.floats(text.path("logits")), needed);
                    }
                }
            }
            near("scores", EncoderGolden.floats(found), EncoderGolden.floats(needed), FORWARD);
        }
    }

    private static void addScores(RewardModelScorer scorer, JsonNode text, List<Float> scores) {
        String pair = text.path("pair").isNull() ? null : text.path("pair").asString();
        ScoreInput input = new ScoreInput.Text(text.path("text").asString(), pair, true);
        TokenRow row = scorer.encode(input);
        assertThat(row.ids()).as(text.toString()).isEqualTo(EncoderGolden.ints(text.path("ids")));
        Score score = scorer.score(List.of(input)).get(0);
        if (score.objectives().isEmpty()) {
            scores.add((float) score.value());
        } else {
            assertThat(score.objectives().values().iterator().next()).isEqualTo(score.value());
            score.objectives().values().forEach(value -> scores.add(value.floatValue()));
        }
    }

    private static void addAll(float[] values, List<Float> list) {
        for (float value : values) {
            list.add(value);
        }
    }

    /** The loss of four pairs, with its gradients in the parameters. */
    private static double backward(RewardModel model, EncoderGolden golden) {
        try (TensorScope scope = TensorScope.open();
                Gradients on = Gradients.on()) {
            Tensor rewards = model.outputs(golden.batch()).select(1, 0); // [8]
            Tensor margins = rewards.narrow(0, 0, 4).sub(rewards.narrow(0, 4, 4)); // [4]
            Tensor loss = torch.softplus(margins.neg()).mean();
            loss.backward();
            return Tensors.item(loss);
        }
    }

    private static void clear(List<Tensor> parameters) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            ListKernels.zero(parameters.stream()
                    .map(Tensor::grad)
                    .filter(Tensor::defined)
                    .toList());
        }
    }

    private static void checkGradients(RewardModel model, JsonNode golden) {
        Map<String, Tensor> trained = model.trainedParameters();
        double largest = 0;
        for (JsonNode gradient : golden) {
            for (float value : EncoderGolden.floats(gradient.path("sample"))) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (Map.Entry<String, JsonNode> entry : golden.properties()) {
            Tensor parameter = Objects.requireNonNull(trained.get(entry.getKey()), entry.getKey());
            float[] found = gradient(parameter);
            float[] sample = EncoderGolden.floats(entry.getValue().path("sample"));
            int stride = Math.max(1, found.length / 24);
            double norm = 0;
            for (float value : found) {
                norm += (double) value * value;
            }
            for (int i = 0; i < sample.length; i++) {
                assertThat(Math.abs(found[i * stride] - sample[i]) / largest)
                        .as(entry.getKey())
                        .isLessThan(TRAINED);
            }
            assertThat(Math.abs(Math.sqrt(norm) - entry.getValue().path("norm").asDouble()) / largest)
                    .as("norm of " + entry.getKey())
                    .isLessThan(TRAINED);
        }
        assertThat(golden.size()).isEqualTo((int)
                trained.values().stream().filter(Tensors::hasGradient).count());
    }

    private static float[] gradient(Tensor parameter) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.floats(parameter.grad());
        }
    }

    /** The states of the first four rows' real tokens. */
    private static float[] real(float[] states, TokenBatch batch, int hidden) {
        int[] lengths = batch.lengths();
        float[] kept = new float[(lengths[0] + lengths[1] + lengths[2] + lengths[3]) * hidden];
        int at = 0;
        for (int r = 0; r < 4; r++) {
            System.arraycopy(states, r * batch.tokens() * hidden, kept, at, lengths[r] * hidden);
            at += lengths[r] * hidden;
        }
        return kept;
    }

    private static void near(String what, float[] found, float[] need, double tolerance) {
        double difference = EncoderGolden.difference(found, need);
        assertThat(difference).as(what).isLessThan(tolerance);
    }
}
