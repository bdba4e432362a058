package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training that computes blocks again ends where plain training does. */
class RecomputedTrainingTest {
    private static final TrainingConfig SHORT = TrainingOptions.with(TINY, Map.of("max_steps", 5, "logging_steps", 1));

    @TempDir
    private Path folder;

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("everything", Map.of()),
                Arguments.of("micro-batches", Map.of("micro_batch_tokens", 64, "forward_tokens", 32)),
                Arguments.of("dropout", Map.of("disable_dropout", false)),
                Arguments.of("ties", Map.of("loss", "davidson")),
                Arguments.of("ties on a frozen backbone", Map.of("loss", "davidson", "freeze_backbone", true)),
                Arguments.of("last block", Map.of("freeze_backbone", true, "unfreeze_layers", 1)),
                Arguments.of("adapter", Map.of("use_peft", true, "lora_r", 4, "lora_dropout", 0.3, "use_dora", true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void weightsAndLossesAreThoseOfPlainTraining(String kind, Map<String, ?> changes) throws IOException {
        TrainingConfig plain = TrainingOptions.with(SHORT, changes);
        TinyTraining.Result need = new TinyTraining(folder.resolve("plain"), plain).run(false, event -> {});
        TinyTraining.Result found = new TinyTraining(
                        folder.resolve("again"), plain.with("gradient_checkpointing", true))
                .run(false, event -> {});
        assertThat(found.weights()).isEqualTo(need.weights());
        assertThat(found.log()).as(kind).isEqualTo(need.log());
    }
}
