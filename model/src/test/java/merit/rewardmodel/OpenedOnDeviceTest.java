package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import merit.adapter.LoraConfig;
import merit.adapter.TargetModules;
import merit.layer.TokenBatch;
import merit.tensor.Device;
import merit.tensor.Devices;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.FusedSgd;
import merit.tensor.OneThread;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On the device that holds shapes alone, every tensor that was left on the CPU shows. Passes cannot be computed there: this engine's
 * kernels for it lack selecting rows, norms and attention.
 */
@ExtendWith(OneThread.class)
class OpenedOnDeviceTest {
    private static final LoraConfig LORA =
            new LoraConfig(3, 6, 0, LoraConfig.Bias.ALL, TargetModules.Usual.ALL_LINEAR, false, false);

    @TempDir
    private Path folder;

    @AfterEach
    void backToTheCpu() {
        Devices.use(Device.CPU);
    }

    @ParameterizedTest
    @MethodSource("merit.rewardmodel.EncoderGoldenTest#names")
    void allWeightsOfAPublishedEncoderAreThere(String name) throws IOException {
        Path base = EncoderGolden.read(name).write(folder);
        Devices.use(Device.META);
        try (RewardModel model = PublishedClassifier.open(base, ScoringOptions.NONE)) {
            requireThere(model.parameters().values());
        }
    }

    @ParameterizedTest
    @MethodSource("merit.rewardmodel.TinyDecoder#names")
    void allWeightsOfADecoderAndItsNewHeadAreThere(String name) throws IOException {
        Path base = TinyDecoder.write(folder, name, "");
        Devices.use(Device.META);
        try (RewardModel model = TinyDecoder.model(base)) {
            requireThere(model.parameters().values());
        }
    }

    @Test
    void adaptersAndOptimizersStateAreThere() throws IOException {
        Path base = TinyDecoder.write(folder, "llama", "");
        Devices.use(Device.META);
        try (RewardModel model = TinyDecoder.model(base)) {
            Engine.run(() -> {
                model.trainAdapter(LORA, new Random(1));
                List<Tensor> trained = new ArrayList<>(model.trainedParameters().values());
                try (FusedAdamw adamw = new FusedAdamw(trained);
                        FusedSgd sgd = new FusedSgd(trained, 0.9)) {
                    requireThere(trained);
                    requireThere(adamw.firstMoments());
                    requireThere(adamw.secondMoments());
                    requireThere(adamw.steps());
                    requireThere(sgd.momenta());
                }
            });
        }
    }

    @Test
    void batchesAreThereWithMasksAndPositions() {
        Devices.use(Device.META);
        int[][] ids = {{3, 4, 5}, {6}};
        int[][] segments = {{0, 0, 1}, {0}};
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                for (TokenBatch batch :
                        List.of(TokenBatch.of(ids, segments, 0), TokenBatch.leftPadded(ids, segments, 0))) {
                    requireThere(List.of(batch.ids(), batch.segments()));
                    assertThat(batch.mask()).isNotNull().matches(Tensor::is_meta);
                    assertThat(batch.positions() == null || batch.positions().is_meta())
                            .isTrue();
                }
            }
        });
    }

    private static void requireThere(Collection<Tensor> tensors) {
        assertThat(tensors).isNotEmpty().allMatch(Tensor::is_meta);
    }
}
