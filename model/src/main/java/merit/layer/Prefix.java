package merit.layer;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Tokens with which several rows begin, computed once: what attention needs of them in each block. Only a causal backbone has
 * such a thing, since there nothing that comes later changes them. Owns its tensors. For the engine thread.
 *
 * @param tokens how many
 * @param blocks keys and values, from the first block to the last
 */
public record Prefix(int tokens, List<KeysAndValues> blocks) implements AutoCloseable {
    /**
     * Of one block, with positions put in.
     *
     * @param keys [1, keyValueHeads, tokens, headSize]
     * @param values shaped as keys
     */
    public record KeysAndValues(Tensor keys, Tensor values) {}

    public Prefix {
        blocks = List.copyOf(blocks);
    }

    @Override
    public void close() {
        blocks.forEach(block -> {
            block.keys().close();
            block.values().close();
        });
    }
}
