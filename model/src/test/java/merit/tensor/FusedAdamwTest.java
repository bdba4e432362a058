package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FusedAdamwTest {
    /**
     * w = 1, gradient 0.5: the decay leaves 1 - 0.1 x 0.01 = 0.999; m = 0.05 and v = 0.00025 are corrected to 0.5 and 0.25, so
     * the step is 0.1 x 0.5 / (0.5 + 1e-8).
     */
    @Test
    void theFirstStepIsTheOneDerivedByHand() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor weight = Tensors.of(new float[] {1}, 1).requires_grad_(true);
                weight.mutable_grad().put(Tensors.of(new float[] {0.5f}, 1));
                try (FusedAdamw adamw = new FusedAdamw(List.of(weight))) {
                    adamw.step(new AdamwSettings(0.1, 0.9, 0.999, 1e-8, 0.01));
                    assertThat(Tensors.item(weight)).isCloseTo(0.999 - 0.1 * 0.5 / (0.5 + 1e-8), offset(1e-6));
                    assertThat(Tensors.item(adamw.firstMoments().get(0))).isCloseTo(0.05, offset(1e-7));
                    assertThat(Tensors.item(adamw.secondMoments().get(0))).isCloseTo(0.00025, offset(1e-9));
                    assertThat(Tensors.item(adamw.steps().get(0))).isEqualTo(1);
                    assertThat(weight._version()).isEqualTo(1); // what is kept of a weight is known to be old
                }
            }
        });
    }

    @Test
    void aParameterWithoutGradientIsLeftAlone() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor weight = Tensors.of(new float[] {1}, 1).requires_grad_(true);
                try (FusedAdamw adamw = new FusedAdamw(List.of(weight))) {
                    adamw.step(new AdamwSettings(0.1, 0.9, 0.999, 1e-8, 0.01));
                    assertThat(Tensors.item(weight)).isEqualTo(1);
                    assertThat(weight._version()).isZero();
                    assertThat(Tensors.item(adamw.steps().get(0))).isEqualTo(0);
                }
            }
        });
    }

    @Test
    void aHundredStepsLeaveNothingBehind() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor weight = Tensors.of(new float[] {1, 2, 3}, 3).requires_grad_(true);
                try (FusedAdamw adamw = new FusedAdamw(List.of(weight))) {
                    weight.mutable_grad().put(Tensors.of(new float[] {1, 1, 1}, 3));
                    AdamwSettings settings = new AdamwSettings(0.1, 0.9, 0.999, 1e-8, 0);
                    adamw.step(settings);
                    long before = Pointer.totalCount();
                    for (int i = 0; i < 100; i++) {
                        adamw.step(settings);
                    }
                    assertThat(Pointer.totalCount()).isEqualTo(before);
                }
            }
        });
    }
}
