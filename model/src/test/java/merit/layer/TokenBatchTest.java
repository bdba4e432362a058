package merit.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
    @Test
    void shorterRowsArePaddedOnTheRightAndMasked() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                TokenBatch batch = TokenBatch.of(new int[][] {{1, 2, 3}, {4}}, new int[][] {{0, 1, 1}, {1}}, 9);
                assertThat(Tensors.longs(batch.ids())).containsExactly(1, 2, 3, 4, 9, 9);
                assertThat(Tensors.longs(batch.segments())).containsExactly(0, 1, 1, 1, 0, 0);
                assertThat(Tensors.floats(Objects.requireNonNull(batch.mask()))).containsExactly(1, 1, 1, 1, 0, 0);
                assertThat(batch.lastPositions()).containsExactly(2, 0);
            }
        });
    }

    @Test
    void rowsOfOneLengthNeedNoMask() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                TokenBatch batch = TokenBatch.of(new int[][] {{1, 2}, {3, 4}}, new int[][] {{0, 0}, {0, 0}}, 0);
                assertThat(batch.mask()).isNull();
                assertThat(AttentionMask.of(batch).bias().has_value()).isFalse();
            }
        });
    }

    @Test
    void paddingWeighsNothingInAttention() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                TokenBatch batch = TokenBatch.of(new int[][] {{1, 2}, {3}}, new int[][] {{0, 0}, {0}}, 0);
                assertThat(Tensors.floats(AttentionMask.of(batch).bias().get()))
                        .containsExactly(0, 0, 0, Float.NEGATIVE_INFINITY);
            }
        });
    }

    @Test
    void emptyRowsAndUnequalSegmentsAreRefused() {
        assertThatThrownBy(() -> TokenBatch.of(new int[][] {}, new int[][] {}, 0))
                .hasMessage("a batch: found 0 rows of ids and 0 of segments, need as many of both and at least one");
        assertThatThrownBy(() -> TokenBatch.of(new int[][] {{1}, {}}, new int[][] {{0}, {}}, 0))
                .hasMessage("row 1 of a batch: found 0 ids and 0 segments, need as many of both and at least one");
    }
}
