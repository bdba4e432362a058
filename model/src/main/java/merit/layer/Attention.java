package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Scaled dot-product attention over several heads (Vaswani et al., 2017): softmax(Q K^T / sqrt(headSize) + mask) V, in the
 * engine's fused kernel, which never holds the [tokens, tokens] weights.
 */
public final class Attention {
    private final int heads;
    private final Dropout dropout;

    /**
     * @param heads into which the hidden size is split
     * @param dropout of the attention weights
     */
    public Attention(int heads, Dropout dropout) {
        this.heads = heads;
        this.dropout = dropout;
    }

    /**
     * Each query's mean over the values.
     *
     * @param query [rows, queries, hidden]
     * @param key [rows, tokens, hidden]
     * @param value [rows, tokens, hidden]
     * @param mask over the tokens
     * @return [rows, queries, hidden], in the caller's scope
     */
    public Tensor apply(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor context = torch.scaled_dot_product_attention(
                    split(query),
                    split(key),
                    split(value),
                    mask.bias(),
                    dropout.probability(),
                    false,
                    new DoubleOptional(),
                    false); // [rows, heads, queries, headSize]
            return scope.keep(
                    context.transpose(1, 2).reshape(query.size(0), query.size(1), -1)); // [rows, queries, hidden]
        }
    }

    private Tensor split(Tensor states) {
        return states.view(states.size(0), states.size(1), heads, -1)
                .transpose(1, 2); // [rows, heads, tokens, headSize]
    }
}
