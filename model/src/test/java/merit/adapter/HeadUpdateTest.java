package merit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;

class HeadUpdateTest {
    @Test
    void withAMagnitudeEachRowHasThatLength() {
        // (3, 4) + (0, 0) has length 5, and is to have 10; (0, 1) + (1, 0) has the root of 2, and is to have 1
        HeadUpdate update = new HeadUpdate(new float[] {0, 0, 1, 0}, new float[] {10, 1});
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                float half = (float) Math.sqrt(0.5);
                assertThat(Tensors.floats(update.of("w", Tensors.of(new float[] {3, 4, 0, 1}, 2, 2))))
                        .containsExactly(new float[] {6, 8, half, half}, within(1e-6f));
            }
        });
    }

    @Test
    void anAdapterOfAHeadOfAnotherSizeIsRefused() {
        HeadUpdate update = new HeadUpdate(new float[12], null);
        assertThatThrownBy(() -> Engine.run(() -> {
                    try (TensorScope scope = TensorScope.open()) {
                        update.of("bert.pooler.dense.weight", Tensors.of(new float[16], 4, 4));
                    }
                }))
                .hasMessage(
                        "this adapter changes 12 numbers of bert.pooler.dense.weight, which is [4, 4] in its base; use it"
                                + " with the base that it was trained on");
    }
}
