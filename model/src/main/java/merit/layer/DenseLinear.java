package merit.layer;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** {@code x W^T + b} with weights as checkpoints store them. Holds the tensors, does not own them. */
public final class DenseLinear implements LinearMap {
    private final Tensor weight;
    private final @Nullable Tensor bias;
    private final Products products;

    /**
     * @param weight [out, in]
     * @param bias [out], or null for none
     * @param products how it multiplies
     */
    DenseLinear(Tensor weight, @Nullable Tensor bias, Products products) {
        this.weight = weight;
        this.bias = bias;
        this.products = products;
    }

    /** A map that multiplies in fp32. */
    public DenseLinear(Tensor weight, @Nullable Tensor bias) {
        this(weight, bias, new Products());
    }

    @Override
    public Tensor apply(Tensor input) {
        return products.ofOwn(input, weight, bias);
    }

    /** How it multiplies. */
    public Products products() {
        return products;
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
