package merit.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * transformers' rule for decoders: the last token that is not the padding token. Where padding is the end-of-text token it skips
 * a real end of text too.
 *
 * @param padTokenId {@code pad_token_id} of {@code config.json}
 */
public record LastTokenBut(int padTokenId) implements Reading {
    @Override
    public Tensor read(States states, TokenBatch batch) {
        return states.at(batch.lastPositionsBut(padTokenId));
    }
}
