package merit.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * The last token with one id, such as the end token of an encoder with a decoder.
 *
 * @param tokenId {@code eos_token_id} of {@code config.json}
 */
public record LastToken(int tokenId) implements Reading {
    @Override
    public Tensor read(States states, TokenBatch batch) {
        return states.at(batch.lastPositionsOf(tokenId));
    }
}
