package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
    @Test
    void freesWhatWasMadeInside() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            try (TensorScope scope = TensorScope.open()) {
                Tensors.of(new float[] {1, 2}, 2).add(Tensors.of(new float[] {3, 4}, 2));
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void keepsATensorForTheEnclosingScope() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            try (TensorScope outer = TensorScope.open()) {
                Tensor kept;
                try (TensorScope inner = TensorScope.open()) {
                    kept = inner.keep(Tensors.of(new float[] {1, 2}, 2));
                }
                assertThat(Tensors.floats(kept)).containsExactly(1, 2);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void handsAKeptTensorToTheCallerWhereNoScopeEncloses() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            Tensor kept;
            try (TensorScope scope = TensorScope.open()) {
                kept = scope.keep(Tensors.of(new float[] {1, 2}, 2));
            }
            assertThat(Tensors.floats(kept)).containsExactly(1, 2);
            kept.close();
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void ownedParametersOutliveEveryScope() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            Tensor parameter;
            try (TensorScope outer = TensorScope.open();
                    TensorScope inner = TensorScope.open()) {
                parameter = Tensors.parameter(Tensors.of(new float[] {1, 2}, 2));
            }
            assertThat(Tensors.floats(parameter)).containsExactly(1, 2);
            assertThat(parameter.is_leaf() && parameter.requires_grad()).isTrue();
            parameter.close();
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void freesWhenTheWorkThrows() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            try (TensorScope scope = TensorScope.open()) {
                Tensors.of(new float[] {1, 2}, 2).view(3);
            } catch (RuntimeException expected) {
                assertThat(expected).hasMessageContaining("invalid for input of size 2");
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void recordsNothingWhileGradientsAreOff() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor weight = Tensors.of(new float[] {1}, 1).requires_grad_(true);
                try (Gradients off = Gradients.off()) {
                    assertThat(weight.mul(weight).requires_grad()).isFalse();
                }
                assertThat(weight.mul(weight).requires_grad()).isTrue();
            }
        });
    }
}
