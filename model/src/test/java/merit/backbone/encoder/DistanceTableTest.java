package merit.backbone.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DistanceTableTest {
    @Test
    void everyQueryAndKeyHaveTheNumberOfTheirDistance() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor three = DistanceTable.of(new long[] {-2, -1, 0, 1, 2});
                assertThat(Tensors.shape(three)).containsExactly(3, 3);
                assertThat(Tensors.longs(three)).containsExactly(0, -1, -2, 1, 0, -1, 2, 1, 0);
                assertThat(Tensors.longs(DistanceTable.of(new long[] {7}))).containsExactly(7);
            }
        });
    }
}
