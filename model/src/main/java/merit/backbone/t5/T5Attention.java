package merit.backbone.t5;

import merit.layer.Attention;
import merit.layer.AttentionMask;
import merit.layer.Dropout;
import merit.layer.LinearSlot;
import merit.layer.RmsNorm;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Attention of T5: of normalised states, added to them; without biases, and without a scale. */
final class T5Attention {
    private final RmsNorm norm;
    private final LinearSlot query;
    private final LinearSlot key;
    private final LinearSlot value;
    private final LinearSlot output;
    private final Attention attention;
    private final Dropout dropout;

    /**
     * @param layer the name of the layer, with its dot
     * @param part the name of the attention in it
     */
    T5Attention(T5Config config, String layer, String part, Weights weights, Dropout dropout) {
        String prefix = layer + part + ".";
        this.norm = new RmsNorm(weights.get(layer + "layer_norm.weight"), config.epsilon(), RmsNorm.Gain.WEIGHT);
        this.query = weights.linear(prefix + "q");
        this.key = weights.linear(prefix + "k");
        this.value = weights.linear(prefix + "v");
        this.output = weights.linear(prefix + "o");
        this.attention =
                new Attention(new Attention.Heads(config.heads(), config.heads(), config.headSize(), 1), dropout);
        this.dropout = dropout;
    }

    Tensor normal(Tensor hidden) {
        return norm.apply(hidden);
    }

    /**
     * Adds what queries find.
     *
     * @param hidden the queries' states, [rows, queries, hidden]
     * @param normal the same normalised
     * @param seen what keys and values are made of, [rows, tokens, hidden]
     * @return [rows, queries, hidden], in the caller's scope
     */
    Tensor added(Tensor hidden, Tensor normal, Tensor seen, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor found = attention.apply(query.apply(normal), key.apply(seen), value.apply(seen), mask);
            return scope.keep(hidden.add(dropout.apply(output.apply(found))));
        }
    }
}
