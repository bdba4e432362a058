package merit.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * One layer of an encoder, or what stands above the layers as one more, such as the decoder of a T5.
 *
 * @param <C> what all layers share in one pass over a batch: a mask, angles, relative positions
 */
public interface Block<C> {
    /** All positions: hidden [rows, tokens, hidden] to [rows, tokens, hidden], in the caller's scope. */
    Tensor forward(Tensor hidden, C context);

    /**
     * The output at one position of each row only; the other positions are read, but nothing more is computed for them. [rows,
     * tokens, hidden] to [rows, hidden], in the caller's scope.
     *
     * @param positions one a row, 64-bit, [rows]
     */
    Tensor forwardAt(Tensor hidden, C context, Tensor positions);

    /**
     * The states at some positions of each row.
     *
     * @param states [rows, tokens, hidden]
     * @param positions 64-bit, [rows] or [rows, positions]
     * @return [rows, positions, hidden]
     */
    static Tensor at(Tensor states, Tensor positions) {
        return states.gather(1, positions.view(states.size(0), -1, 1).expand(-1, -1, states.size(2)));
    }
}
