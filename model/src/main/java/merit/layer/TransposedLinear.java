package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code x W + b} with the weight stored as GPT-2's {@code Conv1D} stores it. Holds the tensors, does not own them. */
public final class TransposedLinear implements LinearMap {
    private final Tensor weight;
    private final Tensor bias;

    /**
     * @param weight [in, out]
     * @param bias [out]
     */
    public TransposedLinear(Tensor weight, Tensor bias) {
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(torch.linear(input, weight.t(), Tensors.optional(bias)));
        }
    }

    /** Outputs {@code first} to {@code first + count} alone: [..., in] to [..., count]. */
    public Tensor part(Tensor input, long first, long count) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor columns = weight.narrow(1, first, count).t(); // [count, in]
            return scope.keep(torch.linear(input, columns, Tensors.optional(bias.narrow(0, first, count))));
        }
    }

    /** [in, out]. */
    public Tensor weight() {
        return weight;
    }

    /** [out]. */
    public Tensor bias() {
        return bias;
    }

    @Override
    public int inputSize() {
        return Math.toIntExact(weight.size(0));
    }

    @Override
    public int outputSize() {
        return Math.toIntExact(weight.size(1));
    }
}
