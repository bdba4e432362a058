package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Layer normalization (Ba, Kiros and Hinton, 2016) over the last dimension. Holds the tensors, does not own them. */
public final class LayerNorm implements Norm {
    private final Tensor weight;
    private final @Nullable Tensor bias;
    private final double epsilon;

    /**
     * @param weight the paper's gain, [hidden]
     * @param bias [hidden], or null for none
     * @param epsilon added to the variance
     */
    public LayerNorm(Tensor weight, @Nullable Tensor bias, double epsilon) {
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            long[] shape = {weight.size(0)};
            TensorOptional shift = bias == null ? new TensorOptional() : Tensors.optional(bias);
            return scope.keep(torch.layer_norm(input, shape, Tensors.optional(weight), shift, epsilon, true));
        }
    }
}
