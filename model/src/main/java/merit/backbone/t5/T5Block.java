package merit.backbone.t5;

import merit.layer.Activation;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.LinearSlot;
import merit.layer.RmsNorm;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One layer of T5: attention to its own row, in the decoder also to the encoder's states, then a feed-forward part. */
final class T5Block implements Block<T5Context> {
    private final T5Attention attention;
    private final @Nullable T5Attention crossing;
    private final RmsNorm norm;
    private final LinearSlot input;
    private final @Nullable LinearSlot gate;
    private final LinearSlot output;
    private final Activation activation;
    private final Dropout dropout;

    /**
     * @param block its name, with its dot
     * @param decodes whether it is of the decoder
     */
    T5Block(T5Config config, String block, boolean decodes, Weights weights, Dropout dropout) {
        this.attention = new T5Attention(config, block + "layer.0.", "SelfAttention", weights, dropout);
        this.crossing =
                decodes ? new T5Attention(config, block + "layer.1.", "EncDecAttention", weights, dropout) : null;
        String last = block + "layer." + (decodes ? 2 : 1) + ".";
        String dense = last + "DenseReluDense.";
        this.norm = new RmsNorm(weights.get(last + "layer_norm.weight"), config.epsilon(), RmsNorm.Gain.WEIGHT);
        this.input = weights.linear(dense + (config.gated() ? "wi_0" : "wi"));
        this.gate = config.gated() ? weights.linear(dense + "wi_1") : null;
        this.output = weights.linear(dense + "wo");
        this.activation = config.activation();
        this.dropout = dropout;
    }

    @Override
    public Tensor forward(Tensor hidden, T5Context context) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor normal = attention.normal(hidden);
            return scope.keep(rest(attention.added(hidden, normal, normal, context.mask()), context));
        }
    }

    @Override
    public Tensor forwardAt(Tensor hidden, T5Context context, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor normal = attention.normal(hidden);
            Tensor read = Block.at(hidden, positions); // [rows, 1, hidden]
            T5Context there = context.at(positions);
            Tensor attended = attention.added(read, Block.at(normal, positions), normal, there.mask());
            return scope.keep(rest(attended, there).squeeze(1));
        }
    }

    private Tensor rest(Tensor hidden, T5Context context) {
        T5Context.Crossing seen = context.crossing();
        Tensor crossed = crossing == null || seen == null
                ? hidden
                : crossing.added(hidden, crossing.normal(hidden), seen.states(), seen.mask());
        return crossed.add(dropout.apply(output.apply(dropout.apply(inner(norm.apply(crossed))))));
    }

    /** [rows, queries, intermediate]. */
    private Tensor inner(Tensor normal) {
        Tensor opened = activation.apply(input.apply(normal));
        return gate == null ? opened : opened.mul(gate.apply(normal));
    }
}
