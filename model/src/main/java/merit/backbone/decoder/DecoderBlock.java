package merit.backbone.decoder;

import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.FeedForward;
import merit.layer.Norm;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a decoder: attention and a feed-forward part, each of its normalised input, and added to it; one after the other,
 * or, as in GPT-J, both of the same input.
 *
 * @param attentionNorm before attention
 * @param attention that sees what came before
 * @param feedForwardNorm before the feed-forward part; null where both parts have one input
 * @param feedForward token by token
 * @param dropout of both parts' outputs
 * @param window how many tokens attention sees at most
 */
public record DecoderBlock(
        Norm attentionNorm,
        DecoderAttention attention,
        @Nullable Norm feedForwardNorm,
        FeedForward feedForward,
        Dropout dropout,
        int window) {

    /** All tokens: [rows, tokens, hidden] to the same, in the caller's scope. */
    Tensor forward(Tensor hidden, BlockContext context) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor normal = attentionNorm.apply(hidden);
            return scope.keep(add(hidden, normal, attention.all(normal, context)));
        }
    }

    /**
     * Some tokens of each row: the others are read, but nothing more is computed for them.
     *
     * @param positions which, [rows, positions]
     * @return [rows, positions, hidden], in the caller's scope
     */
    Tensor forwardAt(Tensor hidden, BlockContext context, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor normal = attentionNorm.apply(hidden);
            Tensor read = Block.at(normal, positions);
            Tensor attended = attention.at(read, normal, context);
            return scope.keep(add(Block.at(hidden, positions), read, attended));
        }
    }

    private Tensor add(Tensor hidden, Tensor normal, Tensor attended) {
        Tensor sum = hidden.add(dropout.apply(attended));
        Tensor input = feedForwardNorm == null ? normal : feedForwardNorm.apply(sum);
        return sum.add(dropout.apply(feedForward.apply(input)));
    }
}
