package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** {@code x W + b} with the weight stored as GPT-2's {@code Conv1D} stores it. Holds the tensors, does not own them. */
public final class TransposedLinear implements LinearMap {
    private final Tensor weight;
    private final Tensor bias;
    private final Products products;

    /**
     * @param weight [in, out]
     * @param bias [out]
     * @param products how it multiplies
     */
    TransposedLinear(Tensor weight, Tensor bias, Products products) {
        this.weight = weight;
        this.bias = bias;
        this.products = products;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(
                    products.ofMade(input, weight, own -> own.apply(weight).t(), bias));
        }
    }

    /** Outputs {@code first} to {@code first + count} alone: [..., in] to [..., count]. */
    public Tensor part(Tensor input, long first, long count) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor columns = products.operand(weight).narrow(1, first, count).t(); // [count, in]
            return scope.keep(products.of(input, columns, bias.narrow(0, first, count)));
        }
    }

    /** How it multiplies. */
    public Products products() {
        return products;
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
