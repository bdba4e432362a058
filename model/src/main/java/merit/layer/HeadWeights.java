package merit.layer;

import org.jspecify.annotations.Nullable;

/**
 * The weights of a head that reads several layers: linear in what it reads, or with squares beside that.
 *
 * @param weights [outputs * features]
 * @param biases [outputs]
 * @param squares null for a linear head
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
public record HeadWeights(
        float[] weights, float[] biases, @Nullable Squares squares) {
    /**
     * Squares of what other linear maps give.
     *
     * @param directions of these maps, [squares * features]
     * @param offsets that are added before a square is taken, [squares]
     * @param weights of the squares in the outputs, [outputs * squares]
     */
    public record Squares(float[] directions, float[] offsets, float[] weights) {}

    /** How many squares. */
    public int squareCount() {
        return squares == null ? 0 : squares.offsets.length;
    }
}
