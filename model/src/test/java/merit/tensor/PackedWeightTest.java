package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** oneDNN is part of the engine on x86 alone. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
class PackedWeightTest {
    private static final float[] INPUT = {1, 2, 3, -1, 0.5f, 0};
    private static final float[] WEIGHT = {1, 0, 2, -1, 1, 0.5f, 3, 3, 3, 0, 0, 1}; // [4, 3]
    private static final float[] BIAS = {0.5f, -0.5f, 0, 10};

    @Test
    void theProductIsTheOneByHand() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Tensor packed = PackedWeight.pack(Tensors.of(WEIGHT, 4, 3));
                assertThat(PackedWeight.isPacked(packed)).isTrue();
                Tensor input = Tensors.of(INPUT, 1, 2, 3);
                Tensor product = PackedWeight.product(input, packed, Tensors.of(BIAS, 4));
                assertThat(product.sizes().vec().get()).containsExactly(1, 2, 4);
                assertThat(Tensors.floats(product)).containsExactly(7.5f, 2, 18, 13, -0.5f, 1, -1.5f, 10);
                assertThat(Tensors.floats(PackedWeight.product(input, packed, null)))
                        .containsExactly(7, 2.5f, 18, 3, -1, 1.5f, -1.5f, 0);
            }
        });
    }

    @Test
    void inBf16TheSumsAreRoundedOnce() {
        assumeTrue(Processor.here().hasBf16());
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                ScalarType bf16 = ScalarType.BFloat16;
                Tensor packed = PackedWeight.pack(Tensors.of(WEIGHT, 4, 3).to(bf16));
                Tensor product = PackedWeight.product(
                        Tensors.of(INPUT, 2, 3).to(bf16),
                        packed,
                        Tensors.of(BIAS, 4).to(bf16));
                assertThat(product.element_size()).isEqualTo(2);
                assertThat(Tensors.floats(product.to(ScalarType.Float)))
                        .containsExactly(7.5f, 2, 18, 13, -0.5f, 1, -1.5f, 10); // which bf16 can hold
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 300})
    void itIsTheEnginesProductForAnyNumberOfRows(int rows) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Tensor input = torch.randn(rows, 384);
                Tensor weight = torch.randn(96, 384);
                Tensor bias = torch.randn(96);
                float[] need = Tensors.floats(torch.linear(input, weight, Tensors.optional(bias)));
                assertThat(Tensors.floats(PackedWeight.product(input, PackedWeight.pack(weight), bias)))
                        .containsExactly(need, within(1e-3f)); // of values to 100
            }
        });
    }
}
