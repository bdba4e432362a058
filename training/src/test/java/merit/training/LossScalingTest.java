package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings in real fp16, on the CPU, which computes it slowly. A steep loss gives gradients that leave its range until the loss scale,
 * 65536 at first, has fallen far enough.
 */
class LossScalingTest {
    private static final int STEPS = 24;
    private static final TrainingConfig STEEP = TrainingOptions.with(
            TINY,
            Map.of(
                    "precision",
                    "fp16",
                    "center_rewards_coefficient",
                    1e4,
                    "lr_scheduler_type",
                    "linear",
                    "max_steps",
                    STEPS,
                    "logging_steps",
                    1,
                    "save_strategy",
                    "steps",
                    "save_steps",
                    1));

    @TempDir
    private Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();
    private Map<String, float[]> weights = Map.of();

    @Test
    void stepsWhoseGradientsOverflowAreSkippedUntilTheScaleFitsAndTheScheduleWithThem() throws IOException {
        TrainingSummary summary = train(Integer.MAX_VALUE);
        List<TrainingEvent.Skipped> skipped = of(TrainingEvent.Skipped.class);
        List<TrainingEvent.StepDone> taken = of(TrainingEvent.StepDone.class);
        System.out.println(skipped.size() + " skipped, " + taken.size() + " taken, first norm "
                + taken.get(0).gradNorm());
        assertThat(skipped).hasSizeGreaterThan(5); // more than diverging trainings are allowed
        assertThat(skipped.get(0).reason())
                .isEqualTo("gradient is not finite at a loss scale of 65536, which is halved");
        assertThat(skipped.get(3).reason()).contains("at a loss scale of 8192,");
        assertThat(taken).hasSize(STEPS - skipped.size()).hasSizeGreaterThan(2);
        assertThat(taken.get(0).gradNorm()).isBetween(1.0, 1e6); // without the scale
        for (int step = 0; step < 3; step++) {
            assertThat(taken.get(step).step()).isEqualTo(step + 1);
            assertThat(taken.get(step).learningRate())
                    .isCloseTo(STEEP.optimizer().learningRate() * (STEPS - step) / STEPS, within(1e-12));
        }
        assertThat(summary.steps()).isEqualTo(taken.size());
    }

    @Test
    void aSkippedStepMovesNeitherWeightsNorTheOptimizer() throws IOException {
        train(0); // stopped before the first step
        Map<String, float[]> before = weights;
        events.clear();
        train(3);
        assertThat(of(TrainingEvent.Skipped.class)).hasSize(3);
        assertThat(of(TrainingEvent.StepDone.class)).isEmpty();
        assertThat(weights.keySet()).isEqualTo(before.keySet());
        weights.forEach((name, values) -> assertThat(values).as(name).containsExactly(before.get(name)));
        Path checkpoint = folder.resolve("run/checkpoint-0/optimizer.safetensors");
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Safetensors saved = Safetensors.open(checkpoint)) {
                assertThat(Tensors.floats(saved.read("loss_scaler"))).containsExactly(65536f / 8, 0);
                saved.shapes().keySet().stream()
                        .filter(name -> !name.equals("loss_scaler"))
                        .forEach(name -> assertThat(
                                        Tensors.item(saved.read(name).abs().max()))
                                .as(name)
                                .isZero());
            }
        });
    }

    /** @param skips after so many skipped steps it is stopped; 0 before the first step */
    private TrainingSummary train(int skips) throws IOException {
        RewardTrainer[] trainer = new RewardTrainer[1];
        try (RewardModel model = TinyBert.model(folder.resolve("base"), STEEP)) {
            trainer[0] = new RewardTrainer(
                            model,
                            STEEP,
                            event -> {
                                events.add(event);
                                if (of(TrainingEvent.Skipped.class).size() >= skips) {
                                    trainer[0].stop();
                                }
                            },
                            folder.resolve("run"),
                            Provenance.NONE)
                    .on(TinyTraining.GPU);
            TrainingSummary summary = trainer[0].fit(TinyBert.pairs(8, 1), List.of());
            weights = Engine.call(() -> {
                Map<String, float[]> values = new TreeMap<>();
                Map<String, Tensor> parameters = model.parameters();
                parameters.forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
                return values;
            });
            return summary;
        }
    }

    private <E extends TrainingEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
