package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.tensor.Device;
import merit.tensor.Devices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same on a GPU and on the CPU. Sums are taken in another order there, and not in the same order each time, so bits differ: losses
 * by up to 1e-3 after ten steps in fp32, scores by 1e-4.
 */
@Tag("gpu")
class TrainingOnGpuTest {
    private static final Device GPU = Device.cuda(0);

    @TempDir
    private Path folder;

    @BeforeEach
    void requireGpu() {
        assumeTrue(Devices.gpus() > 0, () -> "no GPU: " + Devices.whyNoGpu());
    }

    @AfterEach
    void backToTheCpu() {
        Devices.use(Device.CPU);
    }

    @Test
    void theBundledModelScoresAndTrainsAsOnTheCpu() throws IOException {
        TrainingConfig config = TINY.with("max_steps", 5).with("learning_rate", 1e-4);
        List<Double> scores = bundled(Device.CPU, config);
        assertThat(bundled(GPU, config)).usingElementComparator(near(1e-3)).containsExactlyElementsOf(scores);
    }

    /** Losses of some steps, then scores. */
    private List<Double> bundled(Device device, TrainingConfig config) throws IOException {
        Devices.use(device);
        List<Double> found = new ArrayList<>();
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(PretrainedBackbone.BUNDLED), config)) {
            new RewardTrainer(model, config, losses(found)).fit(TinyBert.pairs(24, 1), List.of());
            RewardModelScorer scorer = RewardModelScorer.of(model, "trained");
            scorer
                    .score(List.of(ScoreInput.of("Is it open?", "Yes, from nine."), ScoreInput.of("Why?", "Because.")))
                    .stream()
                    .map(Score::value)
                    .forEach(found::add);
        }
        return found;
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("whole", Map.of()),
                Arguments.of("sgd", Map.of("optim", "sgd")),
                Arguments.of("adafactor", Map.of("optim", "adafactor")),
                Arguments.of("recomputed", Map.of("gradient_checkpointing", true, "micro_batch_tokens", 48)),
                Arguments.of("frozen, known features", Map.of("freeze_backbone", true)),
                Arguments.of("top layer, probed head", Map.of("freeze_backbone", true, "unfreeze_layers", 1)),
                Arguments.of("ties", Map.of("loss", "rao-kupper")),
                Arguments.of(
                        "adapter", Map.of("use_peft", true, "lora_target_modules", "all-linear", "use_dora", true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void lossesOfTenStepsAreThoseOfTheCpu(String kind, Map<String, Object> changes) throws IOException {
        TrainingConfig config = TrainingOptions.with(TINY, changes).with("num_train_epochs", 10);
        List<Double> cpu = losses(Device.CPU, config);
        assertThat(losses(GPU, config))
                .as(kind)
                .usingElementComparator(near(1e-3))
                .containsExactlyElementsOf(cpu);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "fp16"})
    void inLowPrecisionTheLossFallsAllTheSame(String precision) throws IOException {
        List<Double> found = losses(GPU, TINY.with("precision", precision).with("num_train_epochs", 60));
        assertThat(found.get(found.size() - 1)).isLessThan(0.15);
    }

    @Test
    void withDropoutAStepIsRepeatedByItsSeed() throws IOException {
        TrainingConfig config = TrainingOptions.with(TINY, Map.of("disable_dropout", false, "num_train_epochs", 3));
        List<Double> first = losses(GPU, config);
        assertThat(losses(GPU, config)).usingElementComparator(near(1e-4)).containsExactlyElementsOf(first);
        List<Double> recomputed = losses(GPU, config.with("gradient_checkpointing", true));
        assertThat(recomputed).usingElementComparator(near(1e-4)).containsExactlyElementsOf(first);
    }

    @Test
    void aRunThatWasStoppedGoesOnAndOpensOnTheCpu() throws IOException {
        TrainingConfig config = TrainingOptions.with(
                TINY,
                Map.of(
                        "max_steps", 6,
                        "logging_steps", 1,
                        "save_strategy", "steps",
                        "save_steps", 2,
                        "disable_dropout", false));
        Devices.use(GPU);
        TinyTraining straight = new TinyTraining(folder.resolve("straight"), config);
        TinyTraining cut = new TinyTraining(folder.resolve("cut"), config);
        List<Double> losses = logged(straight.run(false, event -> {}));
        ResumeTest.cutAfter(cut, 7);
        List<Double> resumed = logged(cut.run(true, event -> {}));
        assertThat(resumed).usingElementComparator(near(1e-3)).containsExactlyElementsOf(losses);
        Devices.use(Device.CPU);
        RewardModelFolder.open(cut.run()).close(); // repeats its golden scores
    }

    private static List<Double> logged(TinyTraining.Result result) {
        return result.log().stream()
                .filter(entry -> entry.containsKey("loss"))
                .map(entry -> ((Number) entry.get("loss")).doubleValue())
                .toList();
    }

    private List<Double> losses(Device device, TrainingConfig config) throws IOException {
        Devices.use(device);
        List<Double> found = new ArrayList<>();
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, losses(found)).fit(TinyBert.pairs(8, 1), List.of());
        }
        return found;
    }

    private static TrainingObserver losses(List<Double> found) {
        return event -> {
            if (event instanceof TrainingEvent.StepDone step) {
                found.add(step.metrics().loss());
            }
        };
    }

    private static Comparator<Double> near(double most) {
        return (a, b) -> Math.abs(a - b) <= most * Math.max(1, Math.abs(b)) ? 0 : Double.compare(a, b);
    }
}
