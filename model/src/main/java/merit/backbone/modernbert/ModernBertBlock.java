package merit.backbone.modernbert;

import merit.backbone.modernbert.ModernBertContext.View;
import merit.layer.Activation;
import merit.layer.Attention;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.LayerNorm;
import merit.layer.LinearSlot;
import merit.layer.RotaryAngles;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One layer of ModernBERT: attention with rotary positions, then a gated feed-forward part, each of its normalised input, and
 * added to it. The first layer's input comes normalised from the embedding.
 */
final class ModernBertBlock implements Block<ModernBertContext> {
    private final @Nullable LayerNorm attentionNorm;
    private final LinearSlot queryKeyValue;
    private final LinearSlot attentionOutput;
    private final LayerNorm feedForwardNorm;
    private final LinearSlot inputAndGate;
    private final LinearSlot feedForwardOutput;
    private final Activation activation;
    private final Attention attention;
    private final Dropout dropout;
    private final boolean local;

    /** The block with this number. */
    ModernBertBlock(ModernBertConfig config, int block, Weights weights, Dropout dropout) {
        String prefix = ModernBertFamily.NAMES.block(block);
        double epsilon = config.norms().epsilon();
        this.attentionNorm = block == 0 ? null : weights.layerNorm(prefix + "attn_norm", epsilon);
        this.queryKeyValue = weights.linear(prefix + "attn.Wqkv");
        this.attentionOutput = weights.linear(prefix + "attn.Wo");
        this.feedForwardNorm = weights.layerNorm(prefix + "mlp_norm", epsilon);
        this.inputAndGate = weights.linear(prefix + "mlp.Wi");
        this.feedForwardOutput = weights.linear(prefix + "mlp.Wo");
        this.activation = config.activation();
        int size = config.hiddenSize() / config.heads();
        this.attention = new Attention(Attention.Heads.of(config.heads(), config.heads(), size), dropout);
        this.dropout = dropout;
        this.local = config.locals().get(block);
    }

    @Override
    public Tensor forward(Tensor hidden, ModernBertContext context) {
        View view = context.of(local);
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = queryKeyValue.apply(normal(hidden)); // [rows, tokens, 3 hidden]
            Tensor query = view.angles().turn(part(all, 0));
            return scope.keep(feedForward(hidden.add(attended(query, all, view.angles(), view))));
        }
    }

    @Override
    public Tensor forwardAt(Tensor hidden, ModernBertContext context, Tensor positions) {
        View view = context.of(local);
        try (TensorScope scope = TensorScope.open()) {
            Tensor normal = normal(hidden);
            Tensor all = queryKeyValue.apply(normal); // [rows, tokens, 3 hidden]
            View read = view.at(positions);
            Tensor query = read.angles().turn(part(Block.at(all, positions), 0)); // [rows, heads, 1, size]
            Tensor attended = attended(query, all, view.angles(), read);
            return scope.keep(
                    feedForward(Block.at(hidden, positions).add(attended)).squeeze(1));
        }
    }

    private Tensor normal(Tensor hidden) {
        return attentionNorm == null ? hidden : attentionNorm.apply(hidden);
    }

    private Tensor attended(Tensor query, Tensor all, RotaryAngles angles, View view) {
        Tensor key = angles.turn(part(all, 1));
        Tensor context = attention.overHeads(query, key, part(all, 2), view.mask()); // [rows, heads, queries, size]
        return dropout.apply(attentionOutput.apply(attention.join(context)));
    }

    /** The first, second or third part of [rows, tokens, 3 hidden], by heads. */
    private Tensor part(Tensor all, int which) {
        long size = all.size(2) / 3;
        return attention.split(all.narrow(2, which * size, size).contiguous()); // [rows, heads, tokens, size]
    }

    private Tensor feedForward(Tensor hidden) {
        Tensor both = inputAndGate.apply(feedForwardNorm.apply(hidden)); // [rows, tokens, 2 intermediate]
        long size = both.size(2) / 2;
        Tensor open = activation.apply(both.narrow(2, 0, size)).mul(both.narrow(2, size, size));
        return hidden.add(feedForwardOutput.apply(dropout.apply(open)));
    }
}
