package merit.backbone.t5;

import merit.layer.AttentionMask;
import merit.layer.TokenBatch;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What blocks share in one pass over a batch.
 *
 * @param batch the rows
 * @param mask what a token sees of its own row, and how near that is
 * @param crossing what the decoder reads of the encoder; null in the encoder
 */
record T5Context(
        TokenBatch batch, AttentionMask mask, @Nullable Crossing crossing) {
    /**
     * The encoder's result.
     *
     * @param states [rows, tokens, hidden]
     * @param mask over them
     */
    record Crossing(Tensor states, AttentionMask mask) {}

    /** For queries at one position of each row, [rows]. */
    T5Context at(Tensor positions) {
        return new T5Context(batch, mask.at(positions), crossing);
    }
}
