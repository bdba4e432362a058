package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.rewardmodel.RewardModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that drops values by chance: the seed says which. */
class DropoutTrainingTest {
    private static final TrainingConfig HIDDEN = TINY.with("disable_dropout", false);
    private static final TrainingConfig ADAPTED = TrainingOptions.with(
            TINY, Map.of("use_peft", true, "lora_r", 4, "lora_target_modules", "all-linear", "lora_dropout", 0.5));

    @TempDir
    Path folder;

    @Test
    void theSameSeedGivesTheSameLosses() throws IOException {
        for (TrainingConfig config : List.of(HIDDEN, ADAPTED)) {
            List<Double> first = losses(config);
            assertThat(losses(config)).isEqualTo(first);
        }
        assertThat(losses(HIDDEN)).isNotEqualTo(losses(TINY));
    }

    @Test
    void anotherSeedDropsOtherValues() throws IOException {
        List<Double> kept = losses(TINY.with("seed", 1));
        List<Double> dropped = losses(HIDDEN.with("seed", 1));
        assertThat(dropped).isNotEqualTo(kept);
        assertThat(losses(HIDDEN.with("seed", 2))).isNotEqualTo(dropped);
    }

    private List<Double> losses(TrainingConfig config) throws IOException {
        List<Double> losses = new ArrayList<>();
        TrainingObserver observer = event -> {
            if (event instanceof TrainingEvent.StepDone done) {
                losses.add(done.metrics().loss());
            }
        };
        try (RewardModel model = TinyBert.model(folder, config)) {
            new RewardTrainer(model, config.with("max_steps", 4), observer).fit(TinyBert.pairs(16, 1), List.of());
        }
        return losses;
    }
}
