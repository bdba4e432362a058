package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Ten steps against PyTorch's AdamW and transformers' schedule; golden values from witness/training_golden.py. */
class TrainingGoldenTest {
    private static final TrainingConfig CONFIG = TrainingOptions.with(
            TrainingConfig.DEFAULT,
            Map.ofEntries(
                    Map.entry("max_length", 48),
                    Map.entry("learning_rate", 2e-3),
                    Map.entry("head_learning_rate", 1e-2),
                    Map.entry("head_start", "random"),
                    Map.entry("weight_decay", 0.1),
                    Map.entry("max_grad_norm", 0.5),
                    Map.entry("center_rewards_coefficient", 0.01),
                    Map.entry("per_device_train_batch_size", 8),
                    Map.entry("max_steps", 10),
                    Map.entry("warmup_steps", 3),
                    Map.entry("eval_strategy", "no"),
                    Map.entry("save_strategy", "no")));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pooler", "mean", "last"})
    void tenStepsEqualThoseOfPyTorch(String pooling) throws IOException {
        TrainingConfig config = TrainingOptions.with(CONFIG, Map.of("pooling", pooling, "head_kind", "hidden"));
        JsonNode golden = golden();
        List<PreferencePair> pairs = new ArrayList<>();
        for (JsonNode pair : golden.path("pairs")) {
            pairs.add(PreferencePair.of(
                    pair.path("prompt").asString(),
                    pair.path("chosen").asString(),
                    pair.path("rejected").asString()));
        }
        List<TrainingEvent.StepDone> steps = new ArrayList<>();
        try (RewardModel model = TinyBert.model(folder, config)) {
            setHead(model);
            new RewardTrainer(model, config, event -> {
                        if (event instanceof TrainingEvent.StepDone done) {
                            steps.add(done);
                        }
                    })
                    .fit(pairs, List.of());
        }
        assertThat(steps).hasSize(10);
        for (int i = 0; i < 10; i++) {
            JsonNode expected = golden.path("steps").path(pooling).path(i);
            TrainingEvent.StepDone step = steps.get(i);
            assertThat(step.metrics().loss())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(value(expected, "loss"), within(2e-5));
            assertThat(step.metrics().margin()).isCloseTo(value(expected, "margin"), within(1e-4));
            assertThat(step.gradNorm()).isCloseTo(value(expected, "grad_norm"), within(1e-3));
            assertThat(step.learningRate()).isCloseTo(value(expected, "learning_rate"), within(1e-9));
        }
    }

    private static void setHead(RewardModel model) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                model.headParameters().forEach((name, tensor) -> {
                    String plain = name.startsWith("bert.") ? name.substring(5) : name;
                    long[] shape = Tensors.shape(tensor);
                    tensor.copy_(Tensors.of(TinyBert.values(plain, shape), shape));
                });
            }
        });
    }

    private static double value(JsonNode step, String key) {
        return step.path(key).asDouble();
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TrainingGoldenTest.class.getResourceAsStream("training_golden.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
