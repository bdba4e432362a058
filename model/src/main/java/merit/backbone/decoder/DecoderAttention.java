package merit.backbone.decoder;

import java.util.List;
import merit.layer.Attention;
import merit.layer.LinearMap;
import merit.layer.Norm;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of a decoder's block: maps, rotary positions, attention, output map.
 *
 * @param inputs to queries, keys and values
 * @param norms of each head's queries and keys, or null
 * @param attention over the heads
 * @param output the last map
 */
public record DecoderAttention(
        QueryKeyValue inputs, @Nullable HeadNorms norms, Attention attention, LinearMap output) {
    /** Norms over the features of a head, before positions are put in: Qwen3. */
    public record HeadNorms(Norm query, Norm key) {}

    /** All tokens: [rows, tokens, hidden] to the same, in the caller's scope. */
    Tensor all(Tensor hidden, BlockContext context) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(mix(inputs.all(hidden), context));
        }
    }

    /**
     * Some tokens of each row.
     *
     * @param read those whose outputs are asked for, [rows, queries, hidden]
     * @param hidden all, [rows, tokens, hidden]
     * @return [rows, queries, hidden], in the caller's scope
     */
    Tensor at(Tensor read, Tensor hidden, BlockContext context) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(mix(inputs.at(read, hidden), context));
        }
    }

    private Tensor mix(List<Tensor> maps, BlockContext context) {
        Tensor query = attention.split(maps.get(0)); // [rows, heads, queries, headSize]
        Tensor key = attention.split(maps.get(1)); // [rows, keyValueHeads, tokens, headSize]
        Tensor value = attention.split(maps.get(2));
        if (norms != null) {
            query = norms.query.apply(query);
            key = norms.key.apply(key);
        }
        BlockContext.Angles angles = context.angles();
        if (angles != null) {
            query = angles.queries().turn(query);
            key = angles.keys().turn(key);
        }
        return output.apply(attention.join(attention.overHeads(query, key, value, context.mask())));
    }
}
