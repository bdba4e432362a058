package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint keeps of the optimizer. */
class OptimizerStateTest {
    private static final TrainingConfig WHOLE =
            TINY.with("save_strategy", "steps").with("save_steps", 1).with("max_steps", 1);
    private static final TrainingConfig ADAPTER =
            TrainingOptions.with(WHOLE, Map.of("use_peft", true, "lora_r", 4, "lora_target_modules", "all-linear"));

    @TempDir
    Path folder;

    /** After one step m = (1 - beta1) g and v = (1 - beta2) g^2, so that v = 0.001 / 0.1^2 m^2. */
    @Test
    void afterOneStepTheSquaresAreThoseOfTheMeans() throws IOException {
        for (boolean adapter : new boolean[] {false, true}) {
            Path run = folder.resolve("adapter " + adapter);
            Set<String> trained = train(adapter ? ADAPTER : WHOLE, run);
            Map<String, float[]> state = read(run.resolve("checkpoint-1/optimizer.safetensors"));
            assertThat(state).hasSize(3 * trained.size());
            boolean moving = false;
            for (String name : trained) {
                assertThat(state.get(name + ".step")).as(name).containsExactly(1);
                float[] squares = Objects.requireNonNull(state.get(name + ".exp_avg_sq"), name);
                float[] means = Objects.requireNonNull(state.get(name + ".exp_avg"), name);
                for (int i = 0; i < means.length; i++) {
                    double need = 0.1 * means[i] * means[i];
                    assertThat((double) squares[i]).as(name).isCloseTo(need, within(1e-4 * need + 1e-30));
                    moving |= need > 1e-12;
                }
            }
            assertThat(moving).isTrue();
        }
    }

    private Set<String> train(TrainingConfig config, Path run) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, event -> {}, run, Provenance.NONE).fit(TinyBert.pairs(8, 1), List.of());
            return Engine.call(() -> Set.copyOf(model.trainedParameters().keySet()));
        }
    }

    private static Map<String, float[]> read(Path file) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open();
                    Safetensors tensors = Safetensors.open(file)) {
                Map<String, float[]> values = new LinkedHashMap<>();
                tensors.shapes().keySet().forEach(name -> values.put(name, Tensors.floats(tensors.read(name))));
                return values;
            }
        });
    }
}
