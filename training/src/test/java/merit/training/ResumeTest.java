package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.rewardmodel.StagedFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was cut short anywhere and resumed ends with the bits of one that was not. */
class ResumeTest {
    private static final TrainingConfig WATCHED = TrainingOptions.with(
            TINY,
            Map.of(
                    "max_steps", 7,
                    "warmup_steps", 2,
                    "lr_scheduler_type", "cosine",
                    "logging_steps", 3,
                    "eval_strategy", "steps",
                    "eval_steps", 1,
                    "save_strategy", "steps",
                    "save_steps", 2));

    /** Of those after which a run is cut short in the quick test. */
    private static final int EVENTS_APART = 7;

    @TempDir
    private Path folder;

    private static TrainingConfig with(Map<String, ?> changes) {
        return TrainingOptions.with(WATCHED, changes);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("dropout", with(Map.of("disable_dropout", false, "pooling", "pooler"))),
                Arguments.of(
                        "accumulation",
                        with(Map.of("per_device_train_batch_size", 3, "gradient_accumulation_steps", 2))),
                Arguments.of(
                        "frozen, probed",
                        with(Map.of("freeze_backbone", true, "unfreeze_layers", 1, "head_start", "probe"))),
                Arguments.of(
                        "adapter",
                        with(Map.of(
                                "use_peft",
                                true,
                                "use_dora",
                                true,
                                "lora_bias",
                                "all",
                                "lora_dropout",
                                0.3,
                                "lora_target_modules",
                                "all-linear"))),
                Arguments.of(
                        "early stopping",
                        with(Map.of("early_stopping_patience", 2, "learning_rate", 0.03, "max_steps", 40))),
                Arguments.of("ties", with(Map.of("loss", "rao-kupper"))),
                Arguments.of("bf16", with(Map.of("precision", "bf16", "gradient_checkpointing", true))),
                Arguments.of("fp16", with(Map.of("precision", "fp16", "center_rewards_coefficient", 30))),
                Arguments.of("adafactor", with(Map.of("optim", "adafactor"))),
                Arguments.of("hidden layer", with(Map.of("head_kind", "hidden"))),
                Arguments.of("last token", with(Map.of("pooling", "last", "load_best_model_at_end", false))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void cutShortItEndsWithTheSameBits(String kind, TrainingConfig config) throws IOException {
        assertCutShort(kind, config, kind.length() % EVENTS_APART, EVENTS_APART);
    }

    @Tag("slow")
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void cutShortAfterAnyEventItEndsWithTheSameBits(String kind, TrainingConfig config) throws IOException {
        assertCutShort(kind, config, 0, 1);
    }

    private void assertCutShort(String kind, TrainingConfig config, int first, int apart) throws IOException {
        List<TrainingEvent> events = new ArrayList<>();
        TinyTraining.Result straight = new TinyTraining(folder.resolve("straight"), config).run(false, events::add);
        assertThat(events).hasSizeGreaterThan(10);
        for (int last = first; last < events.size(); last += apart) {
            TinyTraining cut = new TinyTraining(folder.resolve("cut-" + last), config);
            cutAfter(cut, last);
            TinyTraining.Result resumed = cut.run(true, event -> {});
            assertThat(resumed.log()).as("after %s", events.get(last)).isEqualTo(straight.log());
            assertThat(resumed.reason()).isEqualTo(straight.reason());
            assertThat(resumed.weights()).isEqualTo(straight.weights());
            StagedFolder.delete(folder.resolve("cut-" + last));
        }
        assertThat(kind.equals("early stopping"))
                .isEqualTo(straight.reason() == TrainingEvent.StopReason.EARLY_STOPPING);
    }

    @Test
    void twiceCutShortItStillEndsWithTheSameBits() throws IOException {
        TinyTraining.Result straight = new TinyTraining(folder.resolve("straight"), WATCHED).run(false, event -> {});
        TinyTraining cut = new TinyTraining(folder.resolve("cut"), WATCHED);
        cutAfter(cut, 9);
        assertThatThrownBy(() -> cut.run(true, cutting(7))).isInstanceOf(CutShort.class);
        assertThat(cut.run(true, event -> {})).isEqualTo(straight);
    }

    @Test
    void aCheckpointThatIsNotWholeIsPassedOver() throws IOException {
        TinyTraining training = new TinyTraining(folder, WATCHED);
        TinyTraining.Result straight = training.run(false, event -> {});
        Path last = training.run().resolve("checkpoint-6");
        try (FileChannel optimizer =
                FileChannel.open(last.resolve("optimizer.safetensors"), StandardOpenOption.WRITE)) {
            optimizer.truncate(optimizer.size() / 2);
        }
        Files.createDirectories(training.run().resolve("checkpoint-8/.saving"));
        List<TrainingEvent> events = new ArrayList<>();
        assertThat(training.run(true, events::add)).isEqualTo(straight);
        assertThat(events.get(1)).isInstanceOfSatisfying(TrainingEvent.Resumed.class, resumed -> {
            assertThat(resumed.step()).isEqualTo(4);
            assertThat(resumed.passedOver()).hasSize(2);
            assertThat(resumed.passedOver().get(0)).isEqualTo("checkpoint-8: half written");
            assertThat(resumed.passedOver().get(1)).startsWith("checkpoint-6: ").contains("optimizer.safetensors");
        });
    }

    @Test
    void whereNoCheckpointIsWholeItBeginsAgain() throws IOException {
        TinyTraining straight = new TinyTraining(folder.resolve("straight"), WATCHED);
        TinyTraining cut = new TinyTraining(folder.resolve("cut"), WATCHED);
        cutAfter(cut, 2);
        List<TrainingEvent> events = new ArrayList<>();
        assertThat(cut.run(true, events::add)).isEqualTo(straight.run(false, event -> {}));
        assertThat(events.get(1)).isEqualTo(new TrainingEvent.Resumed(0, 0, List.of(), List.of()));
    }

    @Test
    void checkpointsOfAFormerRunAreNotTakenForItsOwn() throws IOException {
        TinyTraining training = new TinyTraining(folder, WATCHED);
        training.run(false, event -> {});
        Path kept = folder.resolve("kept");
        Files.move(training.run().resolve("checkpoint-6"), kept);
        cutAfter(training, 3);
        Files.move(kept, training.run().resolve("checkpoint-6"));
        List<TrainingEvent> events = new ArrayList<>();
        training.run(true, events::add);
        assertThat(events.get(1)).isEqualTo(new TrainingEvent.Resumed(0, 0, List.of(), List.of()));
    }

    @Test
    void otherDataOrAnotherModelAreRefused() throws IOException {
        TinyTraining training = new TinyTraining(folder, WATCHED);
        cutAfter(training, 9);
        assertThatThrownBy(() -> training.run(true, event -> {}, TinyBert.pairs(24, 3), TinyBert.pairs(12, 2)))
                .hasMessageContaining("found another training data than it began with")
                .hasMessageContaining("give those, or begin a new run");
        assertThatThrownBy(() -> training.run(true, event -> {}, TinyBert.pairs(24, 1), TinyBert.pairs(11, 2)))
                .hasMessageContaining("found another held-out data");
        TrainingConfig otherSeed = WATCHED.with("seed", 43);
        assertThatThrownBy(() -> new TinyTraining(folder, otherSeed).run(true, event -> {}))
                .hasMessageContaining("found another model than it began with, need the same base and seed");
    }

    @Test
    void aFolderWithoutARunCannotBeResumed() {
        assertThatThrownBy(() -> new TinyTraining(folder, WATCHED).run(true, event -> {}))
                .hasMessageContaining("no run to go on with in " + folder.resolve("run") + ": found no such folder");
    }

    static void cutAfter(TinyTraining training, int events) {
        assertThatThrownBy(() -> training.run(false, cutting(events))).isInstanceOf(CutShort.class);
    }

    private static TrainingObserver cutting(int events) {
        int[] seen = {0};
        return event -> {
            if (seen[0]++ == events) {
                throw new CutShort();
            }
        };
    }

    private static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
