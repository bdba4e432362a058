package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import merit.layer.Backbone;
import merit.layer.Reading;
import merit.layer.RecomputedPass;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.OneThread;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that are computed again have the gradients of blocks that keep what they computed, in every family. */
@Tag("golden")
@ExtendWith(OneThread.class)
class RecomputedPassTest {
    @TempDir
    private Path folder;

    static Stream<String> encoders() {
        return EncoderGoldenTest.names();
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void gradientsAreThoseOfThePlainPass(String name) throws IOException {
        on(name, (model, batch) -> {
            Map<String, float[]> plain = plain(model, batch);
            assertThat(plain).hasSizeGreaterThan(10);
            same(again(model, batch, -1, false), plain);
        });
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void withDropoutTheSameValuesAreDroppedAgain(String name) throws IOException {
        on(name, (model, batch) -> {
            model.dropout(0.3, 0);
            new Seed(5).applyToEngine();
            Map<String, float[]> plain = name.startsWith("deberta") ? blockByBlock(model, batch) : plain(model, batch);
            float[] next = drawn(model, batch);
            new Seed(5).applyToEngine();
            same(again(model, batch, -1, true), plain);
            assertThat(drawn(model, batch)).isEqualTo(next); // the generator stands where it stood
        });
    }

    @Test
    void belowTheLowestTrainedBlockNothingIsComputedAgain() throws IOException {
        on("bert-reward", (model, batch) -> {
            model.freezeBackbone(1);
            int blocks = model.backbone().blocks().size();
            same(again(model, batch, blocks - 1, false), plain(model, batch));
            model.freezeBackbone(0);
            Map<String, float[]> head = again(model, batch, blocks, false);
            assertThat(head.keySet()).allMatch(model.headParameters()::containsKey);
            same(head, plain(model, batch));
        });
    }

    @Test
    void aPassLeavesNothingBehind() throws IOException {
        on("bert-reward", (model, batch) -> {
            again(model, batch, -1, true);
            long before = Pointer.totalCount();
            for (int i = 0; i < 5; i++) {
                again(model, batch, -1, true);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    private interface Trial {
        void on(RewardModel model, TokenBatch batch);
    }

    private void on(String name, Trial trial) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        try (RewardModel model = PublishedClassifier.open(golden.write(folder), ScoringOptions.NONE)) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    model.unfreezeBackbone();
                    trial.on(model, golden.batch());
                }
            });
        }
    }

    private static Map<String, float[]> plain(RewardModel model, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return gradients(model, parameters -> GradientVector.of(cost(model.outputs(batch)), parameters));
        }
    }

    /** Where blocks share what is drawn, as in DeBERTa, one run a block draws it for each. */
    private static Map<String, float[]> blockByBlock(RewardModel model, TokenBatch batch) {
        Backbone backbone = model.backbone();
        int last = backbone.blocks().size() - 1;
        Reading.States states = new Reading.States() {
            @Override
            public Tensor at(int @Nullable [] positions) {
                Tensor hidden = backbone.embed(batch);
                for (int block = 0; block < last; block++) {
                    hidden = backbone.run(hidden, batch, block, block + 1, null);
                }
                return backbone.run(hidden, batch, last, last + 1, positions);
            }

            @Override
            public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
                throw new IllegalStateException("this head reads the last layer alone");
            }
        };
        try (TensorScope scope = TensorScope.open()) {
            return gradients(
                    model, parameters -> GradientVector.of(cost(model.head().apply(states, batch)), parameters));
        }
    }

    private static Map<String, float[]> again(RewardModel model, TokenBatch batch, int lowest, boolean draws) {
        Backbone backbone = model.backbone();
        try (TensorScope scope = TensorScope.open();
                RecomputedPass pass = new RecomputedPass(backbone, batch, new RecomputedPass.Trained(lowest, draws))) {
            return gradients(
                    model,
                    parameters ->
                            RecomputedPass.gradients(cost(model.head().apply(pass, batch)), parameters, List.of(pass)));
        }
    }

    private static Tensor cost(Tensor outputs) {
        return outputs.mul(outputs).mul(outputs).sum();
    }

    private static float[] drawn(RewardModel model, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.floats(model.outputs(batch));
        }
    }

    private static Map<String, float[]> gradients(
            RewardModel model, Function<List<Tensor>, GradientVector> differentiating) {
        Map<String, Tensor> trained = model.trainedParameters();
        Map<String, float[]> found = new LinkedHashMap<>();
        try (GradientVector gradients = differentiating.apply(new ArrayList<>(trained.values()))) {
            int place = 0;
            for (String name : trained.keySet()) {
                if (gradients.has(place)) {
                    found.put(name, Tensors.floats(gradients.get(place).to_dense()));
                }
                place++;
            }
        }
        return found;
    }

    private static void same(Map<String, float[]> found, Map<String, float[]> need) {
        assertThat(found.keySet()).isEqualTo(need.keySet());
        double most = need.values().stream()
                .mapToDouble(RecomputedPassTest::largest)
                .max()
                .orElseThrow();
        assertThat(most).isPositive();
        need.forEach((name, gradient) -> {
            float[] own = found.getOrDefault(name, new float[0]);
            assertThat(own).as(name).hasSameSizeAs(gradient);
            for (int i = 0; i < gradient.length; i++) {
                assertThat((double) own[i]).as(name).isCloseTo((double) gradient[i], within(1e-5 * most));
            }
        });
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
