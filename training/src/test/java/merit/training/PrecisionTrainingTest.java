package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.layer.Products;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.tensor.Engine;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings whose linear maps multiply in bf16. */
class PrecisionTrainingTest {
    private static final TrainingConfig BF16 = TINY.with("precision", "bf16");

    @TempDir
    private Path folder;

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("whole", Map.of()),
                Arguments.of(
                        "adapter", Map.of("use_peft", true, "lora_target_modules", "all-linear", "use_dora", true)),
                Arguments.of("top layer", Map.of("freeze_backbone", true, "unfreeze_layers", 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void lossesAreNearThoseOfFp32AndNotTheSame(String kind, Map<String, Object> changes) throws IOException {
        Map<String, Object> more = new HashMap<>(changes);
        more.putAll(Map.of("num_train_epochs", 10, "eval_strategy", "no"));
        List<Double> plain = losses(TrainingOptions.with(TINY, more));
        List<Double> low = losses(TrainingOptions.with(BF16, more));
        double largest = 0;
        for (int step = 0; step < plain.size(); step++) {
            largest = Math.max(largest, Math.abs(plain.get(step) - low.get(step)));
        }
        System.out.println(
                kind + ": losses " + plain.get(9) + " and " + low.get(9) + ", at most " + largest + " apart");
        assertThat(largest).isBetween(1e-7, 0.02);
        assertThat(low.get(9)).isLessThan(plain.get(0));
    }

    @Test
    void recomputedBlocksAndSmallMicroBatchesTakeTheSameSteps() throws IOException {
        TrainingConfig ten = BF16.with("num_train_epochs", 10);
        List<Double> whole = losses(ten);
        List<Double> recomputed = losses(ten.with("gradient_checkpointing", true));
        List<Double> cut = losses(ten.with("micro_batch_tokens", 16));
        for (int step = 0; step < whole.size(); step++) {
            assertThat(recomputed.get(step)).isCloseTo(whole.get(step), within(1e-5));
            assertThat(cut.get(step)).isCloseTo(whole.get(step), within(1e-2));
        }
    }

    @Test
    void weightsStayFp32AndTheModelThatIsSavedScoresInFp32() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), BF16)) {
            new RewardTrainer(model, BF16.with("num_train_epochs", 3), event -> {}, run, Provenance.NONE)
                    .fit(TinyBert.pairs(8, 1), List.of());
            assertThat(model.backbone().products().setting()).isEqualTo(Products.Setting.FP32);
            Engine.run(() -> assertThat(model.parameters().values())
                    .allMatch(parameter -> parameter.scalar_type().intern() == ScalarType.Float));
        }
        RewardModelFolder.open(run).close(); // repeats its golden scores in fp32
        assertThat(Files.readString(run.resolve("training_config.json"))).contains("\"precision\" : \"bf16\"");
    }

    @Test
    void featuresOfEachPrecisionAreKeptApart() throws IOException {
        Path cache = folder.resolve("cache");
        Map<String, Object> frozen = Map.of("freeze_backbone", true, "feature_cache", cache.toString());
        losses(TrainingOptions.with(TINY, frozen));
        losses(TrainingOptions.with(BF16, frozen));
        losses(TrainingOptions.with(BF16, frozen));
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void fp16IsRefusedOnACpuAndAutoIsNot() throws IOException {
        assertThatThrownBy(() -> losses(TINY.with("precision", "fp16")))
                .hasMessageStartingWith("precision: found fp16 on a CPU, need a GPU");
        assertThat(losses(TINY.with("precision", "auto"))).isNotEmpty();
    }

    private List<Double> losses(TrainingConfig config) throws IOException {
        List<Double> losses = new ArrayList<>();
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, event -> {
                        if (event instanceof TrainingEvent.StepDone step) {
                            losses.add(step.metrics().loss());
                        }
                    })
                    .fit(TinyBert.pairs(8, 1), List.of());
        }
        return losses;
    }
}
