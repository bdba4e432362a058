package merit.backbone.deberta;

import java.util.List;
import merit.backbone.deberta.RelativePositions.Table;
import merit.layer.Dropout;
import merit.layer.LinearMap;
import merit.layer.LinearSlot;
import merit.layer.SharedInput;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Disentangled attention: to the product of query and key come the products of the query with the key's relative position
 * ({@code c2p}) and of the key with the query's ({@code p2c}), all over the square root of head size times kinds.
 */
final class DisentangledAttention {
    private final LinearSlot query;
    private final SharedInput queryKeyValue;
    private final SharedInput keyValue;
    private final @Nullable LinearMap positionKey;
    private final @Nullable LinearMap positionQuery;
    private final int heads;
    private final double scale;
    private final Dropout dropout;

    /**
     * @param prefix of the block's names
     */
    DisentangledAttention(DebertaConfig config, String prefix, Weights weights, Dropout dropout) {
        this.query = weights.linear(prefix + "attention.self.query_proj");
        LinearSlot key = weights.linear(prefix + "attention.self.key_proj");
        LinearSlot value = weights.linear(prefix + "attention.self.value_proj");
        this.queryKeyValue = new SharedInput(query, key, value);
        this.keyValue = new SharedInput(key, value);
        DebertaConfig.Relative relative = config.relative();
        boolean seesKeys = relative != null && config.contentToPosition();
        boolean seesQueries = relative != null && config.positionToContent();
        boolean shared = relative != null && relative.shared();
        this.positionKey = !seesKeys ? null : shared ? key : weights.linear(prefix + "attention.self.pos_key_proj");
        this.positionQuery =
                !seesQueries ? null : shared ? query : weights.linear(prefix + "attention.self.pos_query_proj");
        this.heads = config.sizes().heads();
        double size = config.sizes().hiddenSize() / (double) heads;
        this.scale = Math.sqrt(size * config.kinds());
        this.dropout = dropout;
    }

    /** [rows, tokens, hidden] to the same, in the caller's scope. */
    Tensor all(Tensor hidden, DebertaContext context) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> shared = queryKeyValue.apply(hidden);
            Tensor queries = split(shared.get(0));
            Tensor keys = split(shared.get(1));
            Tensor scores = queries.matmul(keys.transpose(2, 3)); // [rows, heads, tokens, tokens]
            Table table = context.positions();
            if (table != null) {
                Tensor ofKeys = table.ofKeys().view(1, 1, hidden.size(1), hidden.size(1));
                Tensor ofQueries = table.ofQueries().view(1, 1, hidden.size(1), hidden.size(1));
                scores = withPositions(scores, queries, keys, new Index(table.embeddings(), ofKeys, ofQueries));
            }
            return scope.keep(weighted(scores, split(shared.get(1 + 1)), context));
        }
    }

    /**
     * One query of each row.
     *
     * @param read [rows, 1, hidden]
     * @param positions of these, [rows]
     * @return [rows, 1, hidden], in the caller's scope
     */
    Tensor at(Tensor read, Tensor hidden, DebertaContext context, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> shared = keyValue.apply(hidden);
            Tensor queries = split(query.apply(read)); // [rows, heads, 1, size]
            Tensor keys = split(shared.get(0));
            Tensor scores = queries.matmul(keys.transpose(2, 3)); // [rows, heads, 1, tokens]
            Table table = context.positions();
            if (table != null) {
                long tokens = hidden.size(1);
                Tensor ofKeys = table.ofKeys().index_select(0, positions).view(-1, 1, 1, tokens);
                Tensor ofQueries =
                        table.ofQueries().index_select(1, positions).t().reshape(-1, 1, tokens, 1);
                scores = withPositions(scores, queries, keys, new Index(table.embeddings(), ofKeys, ofQueries));
            }
            return scope.keep(weighted(scores, split(shared.get(1)), context));
        }
    }

    /**
     * Which embeddings stand for whom.
     *
     * @param embeddings [2 span, hidden]
     * @param ofKeys [rows or 1, 1, queries, keys]
     * @param ofQueries [rows or 1, 1, keys, queries]
     */
    private record Index(Tensor embeddings, Tensor ofKeys, Tensor ofQueries) {}

    private Tensor withPositions(Tensor scores, Tensor queries, Tensor keys, Index index) {
        Tensor sum = scores;
        if (positionKey != null) {
            sum = sum.add(picked(queries, positionKey, index.embeddings, index.ofKeys)); // [rows, heads, queries, keys]
        }
        if (positionQuery != null) {
            Tensor seen =
                    picked(keys, positionQuery, index.embeddings, index.ofQueries); // [rows, heads, keys, queries]
            sum = sum.add(seen.transpose(2, 3));
        }
        return sum;
    }

    /** Products of states [rows, heads, n, size] with mapped embeddings, of which [.., n, m] are picked. */
    private Tensor picked(Tensor states, LinearMap map, Tensor embeddings, Tensor index) {
        Tensor mapped = split(map.apply(embeddings).unsqueeze(0)); // [1, heads, 2 span, size]
        Tensor products = states.matmul(mapped.transpose(2, 3)); // [rows, heads, n, 2 span]
        return products.gather(3, index.expand(states.size(0), heads, index.size(2), index.size(3)));
    }

    private Tensor weighted(Tensor scores, Tensor values, DebertaContext context) {
        Tensor seen = context.mask().addedTo(scores.div(Tensors.scalar(scale)));
        Tensor mean = dropout.apply(seen.softmax(3)).matmul(values); // [rows, heads, queries, size]
        return mean.transpose(1, 2).reshape(mean.size(0), mean.size(2), -1);
    }

    /** [rows, tokens, hidden] to [rows, heads, tokens, size]. */
    private Tensor split(Tensor states) {
        return states.view(states.size(0), states.size(1), heads, -1).transpose(1, 2);
    }
}
