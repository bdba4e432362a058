package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AdamW's first step moves a weight by its rate, whatever its gradient: m / sqrt(v) is 1 or -1. */
class LayerWiseRateTest {
    private static final TrainingConfig CONFIG = TrainingOptions.with(
            TINY,
            Map.of(
                    "learning_rate",
                    1e-3,
                    "layer_wise_lr_decay",
                    0.5,
                    "weight_decay",
                    0,
                    "max_grad_norm",
                    0,
                    "max_steps",
                    1));

    @TempDir
    Path folder;

    @Test
    void eachLayerLearnsAtItsShareOfTheRateOfTheOneAbove() throws IOException {
        Map<String, Double> moves = moves(CONFIG);
        near(moves, "bert.encoder.layer.1.intermediate.dense.weight", 1e-3);
        near(moves, "bert.encoder.layer.1.output.LayerNorm.bias", 1e-3);
        near(moves, "bert.encoder.layer.0.intermediate.dense.weight", 0.5e-3);
        near(moves, "bert.embeddings.position_embeddings.weight", 0.25e-3);
        near(moves, "classifier.weight", 1e-2);
    }

    @Test
    void anAdaptersLayersDoToo() throws IOException {
        Map<String, Double> moves =
                moves(TrainingOptions.with(CONFIG, Map.of("use_peft", true, "lora_target_modules", "all-linear")));
        String root = "base_model.model.bert.encoder.layer.";
        near(moves, root + "1.output.dense.lora_B.weight", 1e-3);
        near(moves, root + "0.output.dense.lora_B.weight", 0.5e-3);
        near(moves, "classifier.weight", 1e-2);
    }

    @Test
    void aShareIsAboveZeroAndAtMostOne() {
        assertThatThrownBy(() -> TINY.with("layer_wise_lr_decay", 0))
                .hasMessage("layer_wise_lr_decay: found 0.0, need a number above 0 and at most 1");
        assertThatThrownBy(() -> TINY.with("layer_wise_lr_decay", 1.1)).hasMessageContaining("found 1.1");
    }

    private static void near(Map<String, Double> moves, String name, double rate) {
        assertThat(moves).containsKey(name);
        assertThat(Objects.requireNonNull(moves.get(name))).as(name).isCloseTo(rate, within(rate * 0.01));
    }

    /** How far the weight went that went farthest, by the parameters' names. */
    private Map<String, Double> moves(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            TrainingConfig still = TrainingOptions.with(config, Map.of("learning_rate", 0, "head_learning_rate", 0));
            new RewardTrainer(model, still, event -> {}).fit(TinyBert.pairs(8, 1), List.of());
            Map<String, float[]> before = values(model);
            new RewardTrainer(model, config, event -> {}).fit(TinyBert.pairs(8, 1), List.of());
            Map<String, Double> moves = new LinkedHashMap<>();
            values(model).forEach((name, values) -> {
                double farthest = 0;
                for (int i = 0; i < values.length; i++) {
                    farthest = Math.max(farthest, Math.abs(values[i] - Objects.requireNonNull(before.get(name))[i]));
                }
                moves.put(name, farthest);
            });
            return moves;
        }
    }

    private static Map<String, float[]> values(RewardModel model) {
        return Engine.call(() -> {
            Map<String, float[]> values = new LinkedHashMap<>();
            model.trainedParameters().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
            return values;
        });
    }
}
