package merit.backbone.encoder;

import java.util.List;
import merit.layer.Attention;
import merit.layer.AttentionMask;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.LinearSlot;
import merit.layer.SharedInput;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** One layer of BERT and its kin: self-attention, then a feed-forward part, each added to its input and normalised after. */
final class PostNormBlock implements Block<AttentionMask> {
    private final LinearSlot query;
    private final SharedInput queryKeyValue;
    private final SharedInput keyValue;
    private final Attention attention;
    private final PostNormOutput output;

    /**
     * @param prefix of this block's names
     */
    PostNormBlock(EncoderConfig config, String prefix, PostNormNames names, Weights weights, Dropout dropout) {
        this.query = weights.linear(prefix + names.query());
        LinearSlot key = weights.linear(prefix + names.key());
        LinearSlot value = weights.linear(prefix + names.value());
        this.queryKeyValue = new SharedInput(query, key, value);
        this.keyValue = new SharedInput(key, value);
        int size = config.hiddenSize() / config.heads();
        this.attention = new Attention(Attention.Heads.of(config.heads(), config.heads(), size), dropout);
        this.output = new PostNormOutput(config, prefix, names, weights, dropout);
    }

    @Override
    public Tensor forward(Tensor hidden, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> shared = queryKeyValue.apply(hidden);
            Tensor context = attention.apply(shared.get(0), shared.get(1), shared.get(2), mask);
            return scope.keep(output.apply(context, hidden));
        }
    }

    @Override
    public Tensor forwardAt(Tensor hidden, AttentionMask mask, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor read = Block.at(hidden, positions); // [rows, 1, hidden]
            List<Tensor> shared = keyValue.apply(hidden);
            Tensor context = attention.apply(query.apply(read), shared.get(0), shared.get(1), mask);
            return scope.keep(output.apply(context, read).squeeze(1)); // [rows, hidden]
        }
    }
}
