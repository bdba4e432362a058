package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Scaled dot-product attention over several heads (Vaswani et al., 2017): softmax(Q K^T / sqrt(headSize) + mask) V, in the
 * engine's fused kernel, which does not hold the [tokens, tokens] weights; where some of them are dropped, or the mask has a
 * gradient, the engine takes a plain one, which does.
 */
public final class Attention {
    private final Heads heads;
    private final Dropout dropout;

    /**
     * How the heads are made.
     *
     * @param queries how many heads of queries
     * @param keyValues how many heads of keys and values: each serves as many query heads (Ainslie et al., GQA, 2023)
     * @param size features of a head
     * @param scale by which products are multiplied; 1 / sqrt(size) mostly
     */
    public record Heads(int queries, int keyValues, int size, double scale) {
        public Heads {
            if (queries < 1 || keyValues < 1 || size < 1 || queries % keyValues != 0) {
                throw new IllegalArgumentException("num_attention_heads " + queries + " of " + size
                        + " features is not a multiple of num_key_value_heads " + keyValues
                        + ": need groups of one size");
            }
        }

        /** With the usual scale. */
        public static Heads of(int queries, int keyValues, int size) {
            return new Heads(queries, keyValues, size, 1 / Math.sqrt(size));
        }
    }

    /**
     * @param dropout of the attention weights
     */
    public Attention(Heads heads, Dropout dropout) {
        this.heads = heads;
        this.dropout = dropout;
    }

    /**
     * Each query's mean over the values.
     *
     * @param query [rows, queries, heads * size]
     * @param key [rows, tokens, keyValueHeads * size]
     * @param value [rows, tokens, keyValueHeads * size]
     * @param mask over the tokens
     * @return [rows, queries, heads * size], in the caller's scope
     */
    public Tensor apply(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(join(overHeads(split(query), split(key), split(value), mask)));
        }
    }

    /**
     * The same of states that are split already, all [rows, heads, tokens, size].
     *
     * @return [rows, heads, queries, size], in the caller's scope
     */
    public Tensor overHeads(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(torch.scaled_dot_product_attention(
                    query,
                    forEveryQueryHead(key),
                    forEveryQueryHead(value),
                    mask.bias(),
                    dropout.probability(),
                    mask.causal(),
                    new DoubleOptional(heads.scale()),
                    false));
        }
    }

    /** [rows, tokens, heads * size] to [rows, heads, tokens, size]; a view. */
    public Tensor split(Tensor states) {
        return states.view(states.size(0), states.size(1), -1, heads.size()).transpose(1, 2);
    }

    /** [rows, heads, tokens, size] to [rows, tokens, heads * size]. */
    public Tensor join(Tensor states) {
        return states.transpose(1, 2).reshape(states.size(0), states.size(2), -1);
    }

    /** The kernel that takes groups itself is several times slower on a CPU: it holds the weights. */
    private Tensor forEveryQueryHead(Tensor states) {
        int group = heads.queries() / heads.keyValues();
        if (group == 1) {
            return states;
        }
        return states.unsqueeze(2) // [rows, keyValueHeads, 1, tokens, size]
                .expand(-1, -1, group, -1, -1)
                .reshape(states.size(0), heads.queries(), states.size(2), heads.size());
    }
}
