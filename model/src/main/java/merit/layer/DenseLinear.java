package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** {@code x W^T + b} with weights as checkpoints store them. Holds the tensors, does not own them. */
public final class DenseLinear implements LinearMap {
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /**
     * @param weight [out, in]
     * @param bias [out], or null for none
     */
    public DenseLinear(Tensor weight, @Nullable Tensor bias) {
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(
                    bias == null ? torch.linear(input, weight) : torch.linear(input, weight, Tensors.optional(bias)));
        }
    }

    /** [out, in]. */
    public Tensor weight() {
        return weight;
    }

    /** [out], or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public int inputSize() {
        return Math.toIntExact(weight.size(1));
    }

    @Override
    public int outputSize() {
        return Math.toIntExact(weight.size(0));
    }
}
