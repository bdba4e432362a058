package merit.layer;

import org.bytedeco.pytorch.Tensor;

/** One layer of an encoder. */
public interface Block {
    /**
     * All positions: hidden [rows, tokens, hidden] to [rows, tokens, hidden].
     *
     * @param mask what attention adds to its scores, broadcast to [rows, heads, tokens, tokens], or none
     */
    Tensor forward(Tensor hidden, AttentionMask mask);

    /**
     * The output at one position of each row only; the other positions are read, but nothing more is computed for them. [rows,
     * tokens, hidden] to [rows, hidden].
     *
     * @param positions one a row, 64-bit, [rows]
     */
    Tensor forwardAt(Tensor hidden, AttentionMask mask, Tensor positions);
}
