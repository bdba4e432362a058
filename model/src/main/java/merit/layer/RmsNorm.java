package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Root mean square layer normalization (Zhang and Sennrich, 2019) over the last dimension: x / sqrt(mean(x^2) + epsilon), times
 * a gain. Holds the tensor, does not own it.
 */
public final class RmsNorm implements Norm {
    /** What the stored weight is: the gain itself, or, as in Gemma, the gain less 1. */
    public enum Gain {
        WEIGHT,
        ONE_PLUS_WEIGHT
    }

    private final Tensor weight;
    private final double epsilon;
    private final Gain gain;

    /**
     * @param weight [hidden]
     * @param epsilon added to the mean square
     */
    public RmsNorm(Tensor weight, double epsilon, Gain gain) {
        this.weight = weight;
        this.epsilon = epsilon;
        this.gain = gain;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            long[] shape = {weight.size(0)};
            Tensor factor = gain == Gain.WEIGHT ? weight : weight.add(Tensors.scalar(1));
            return scope.keep(torch.rms_norm(input, shape, Tensors.optional(factor), new DoubleOptional(epsilon)));
        }
    }
}
