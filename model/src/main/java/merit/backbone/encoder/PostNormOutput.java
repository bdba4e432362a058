package merit.backbone.encoder;

import merit.layer.Dropout;
import merit.layer.FeedForward;
import merit.layer.LayerNorm;
import merit.layer.LinearSlot;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** What follows attention in a block that normalises after adding; shared by all kinds of attention. */
public final class PostNormOutput {
    private final LinearSlot output;
    private final LayerNorm attentionNorm;
    private final FeedForward feedForward;
    private final LayerNorm outputNorm;
    private final Dropout dropout;

    /**
     * @param prefix of the block's names
     */
    public PostNormOutput(EncoderConfig config, String prefix, PostNormNames names, Weights weights, Dropout dropout) {
        this.output = weights.linear(prefix + names.output());
        this.attentionNorm = weights.layerNorm(prefix + names.attentionNorm(), config.layerNormEpsilon());
        this.feedForward = new FeedForward.Plain(
                weights.linear(prefix + names.inner()), weights.linear(prefix + names.outer()), config.activation());
        this.outputNorm = weights.layerNorm(prefix + names.outputNorm(), config.layerNormEpsilon());
        this.dropout = dropout;
    }

    /**
     * The block's output.
     *
     * @param context what attention gave, [rows, queries, hidden]
     * @param input of the block at the same tokens, [rows, queries, hidden]
     * @return [rows, queries, hidden], in the caller's scope
     */
    public Tensor apply(Tensor context, Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor attended =
                    attentionNorm.apply(dropout.apply(output.apply(context)).add(input));
            Tensor fed = dropout.apply(feedForward.apply(attended));
            return scope.keep(outputNorm.apply(fed.add(attended)));
        }
    }
}
