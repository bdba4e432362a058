package merit.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Precision;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With numbers of which bf16, that has 8 bits of digits, keeps some and rounds others: 1 + 1/128 and 1 + 1/256. */
class ProductsTest {
    private static final float KEPT = 1 + 1f / 128;
    private static final float ROUNDED_TO_1 = 1 + 1f / 256;
    private static final Products.Setting BF16 = new Products.Setting(Precision.BF16, false);

    @Test
    void inputWeightAndBiasAreRoundedAndTheResultIsFp32() {
        Engine.run(() -> {
            try (Products products = new Products();
                    TensorScope scope = TensorScope.open()) {
                Tensor input = Tensors.of(new float[] {KEPT, ROUNDED_TO_1}, 1, 2);
                Tensor weight = Tensors.of(new float[] {1, 0, 0, 1, 0, ROUNDED_TO_1}, 3, 2);
                Tensor bias = Tensors.of(new float[] {0, 0, ROUNDED_TO_1}, 3);
                products.set(BF16);
                assertThat(Tensors.floats(products.of(input, weight, bias))).containsExactly(KEPT, 1, 2);
                products.set(Products.Setting.FP32);
                assertThat(Tensors.floats(products.of(input, weight, bias)))
                        .containsExactly(KEPT, ROUNDED_TO_1, ROUNDED_TO_1 * ROUNDED_TO_1 + ROUNDED_TO_1);
            }
        });
    }

    @Test
    void theGradientOfAWeightIsFp32AndThatOfTheRoundedInput() {
        Engine.run(() -> {
            try (Products products = new Products();
                    TensorScope scope = TensorScope.open()) {
                Tensor weight = Tensors.parameter(Tensors.of(new float[] {3, 5}, 1, 2));
                products.set(BF16);
                products.ofOwn(Tensors.of(new float[] {KEPT, ROUNDED_TO_1}, 1, 2), weight, null)
                        .sum()
                        .backward();
                assertThat(Tensors.floats(weight.grad())).containsExactly(KEPT, 1);
                weight.close();
            }
        });
    }

    @Test
    void weightsThatDoNotChangeAreRoundedOnce() {
        Engine.run(() -> {
            try (Products products = new Products();
                    TensorScope scope = TensorScope.open()) {
                Tensor input = Tensors.of(new float[] {1}, 1, 1);
                Tensor weight = Tensors.of(new float[] {2}, 1, 1);
                products.set(new Products.Setting(Precision.BF16, true));
                assertThat(Tensors.item(products.ofOwn(input, weight, null))).isEqualTo(2);
                weight.fill_(Tensors.scalar(7));
                assertThat(Tensors.item(products.ofOwn(input, weight, null))).isEqualTo(2);
                products.set(BF16); // forgets
                assertThat(Tensors.item(products.ofOwn(input, weight, null))).isEqualTo(7);
            }
        });
    }

    @Test
    void workInAnotherSettingLeavesTheFormerBehindEvenWhereItFails() {
        Products products = new Products();
        Engine.run(() -> products.set(BF16));
        assertThat(products.during(Products.Setting.FP32, products::setting)).isEqualTo(Products.Setting.FP32);
        assertThatThrownBy(() -> products.during(Products.Setting.FP32, () -> {
                    throw new IllegalStateException("full");
                }))
                .hasMessage("full");
        assertThat(products.setting()).isEqualTo(BF16);
        assertThatThrownBy(() -> new Products.Setting(Precision.AUTO, false)).hasMessageContaining("found auto");
    }

    /** On a processor where kept weights are packed too: one and the same weight is then multiplied in three ways. */
    @ParameterizedTest
    @EnumSource(names = {"FP32", "BF16"})
    void aKeptWeightIsTheSameWholeInPartAndWithGradients(Precision precision) {
        Engine.run(() -> {
            try (Products products = new Products();
                    TensorScope scope = TensorScope.open()) {
                Tensor input = Tensors.of(new float[] {1, 2}, 1, 2);
                Tensor weight = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3); // [in, out]
                TransposedLinear map = new TransposedLinear(weight, Tensors.of(new float[] {0, 1, 2}, 3), products);
                products.set(new Products.Setting(precision, true));
                for (int time = 0; time < 2; time++) {
                    try (Gradients off = Gradients.off()) {
                        assertThat(Tensors.floats(map.apply(input))).containsExactly(9, 13, 17);
                        assertThat(Tensors.floats(map.part(input, 1, 2))).containsExactly(13, 17);
                    }
                    assertThat(Tensors.floats(map.apply(input))).containsExactly(9, 13, 17);
                }
            }
        });
    }

    @Test
    void weightsThatHaveChangedAreForgotten() {
        Engine.run(() -> {
            try (Products products = new Products();
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Tensor input = Tensors.of(new float[] {1}, 1, 1);
                Tensor weight = Tensors.of(new float[] {2}, 1, 1);
                products.set(Products.Setting.KEPT_FP32);
                assertThat(Tensors.item(products.ofOwn(input, weight, null))).isEqualTo(2);
                weight.fill_(Tensors.scalar(3));
                products.forget();
                assertThat(Tensors.item(products.ofOwn(input, weight, null))).isEqualTo(3);
            }
        });
    }
}
