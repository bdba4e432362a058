package merit.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SharedInputTest {
    @Test
    void stackedMapsGiveWhatEachGivesAlone() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                LinearSlot narrow = slot(new float[] {1, 2}, 1, true); // x + 2y + 0.5
                LinearSlot wide = slot(new float[] {3, 0, 0, 4}, 2, true); // 3x + 0.5, 4y + 0.5
                List<Tensor> outputs = new SharedInput(narrow, wide).apply(Tensors.of(new float[] {5, 7}, 1, 2));
                assertThat(Tensors.floats(outputs.get(0))).containsExactly(new float[] {19.5f}, within(1e-6f));
                assertThat(Tensors.floats(outputs.get(1))).containsExactly(new float[] {15.5f, 28.5f}, within(1e-6f));
            }
        });
    }

    @Test
    void aMapWithoutBiasIsComputedAlone() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                LinearSlot bare = slot(new float[] {1, 2}, 1, false);
                LinearSlot plain = slot(new float[] {3, 4}, 1, true);
                List<Tensor> outputs = new SharedInput(bare, plain).apply(Tensors.of(new float[] {5, 7}, 1, 2));
                assertThat(Tensors.item(outputs.get(0))).isEqualTo(19);
                assertThat(Tensors.item(outputs.get(1))).isEqualTo(43.5);
            }
        });
    }

    private static LinearSlot slot(float[] weight, int out, boolean biased) {
        Tensor bias = biased ? Tensors.of(out == 1 ? new float[] {0.5f} : new float[] {0.5f, 0.5f}, out) : null;
        return new LinearSlot(new DenseLinear(Tensors.of(weight, out, weight.length / out), bias));
    }
}
