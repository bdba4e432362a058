package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps padding out of attention exactly: minus infinity is added to a padded key's score, so its weight is 0 and the other
 * weights are those of the row alone. Made once a batch; its tensor belongs to the scope it was made in.
 */
public final class AttentionMask {
    private final @Nullable Tensor bias;

    private AttentionMask(@Nullable Tensor bias) {
        this.bias = bias;
    }

    /** The mask of a batch; nothing where no row is padded. */
    public static AttentionMask of(TokenBatch batch) {
        Tensor real = batch.mask();
        if (real == null) {
            return new AttentionMask(null);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor bias = real.log(); // log 1 = 0, log 0 = -inf
            return new AttentionMask(scope.keep(bias.view(batch.rows(), 1, 1, batch.tokens())));
        }
    }

    /** Added to attention scores: [rows, 1, 1, tokens], or absent where nothing is masked. */
    public TensorOptional bias() {
        return bias == null ? new TensorOptional() : Tensors.optional(bias);
    }
}
