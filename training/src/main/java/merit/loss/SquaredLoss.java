package merit.loss;

import java.util.Arrays;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Weighted squared error against numbers, in fp32. Stateless, safe on any thread; returned tensors belong to the caller's scope. */
public final class SquaredLoss {
    /**
     * What these values add to the weighted mean over a larger step: parts of a step sum to its mean.
     *
     * @param values [labels]
     * @param targets one a label
     * @param weights one a label
     * @param stepWeight by which the sum is divided
     * @return a scalar, fp32
     */
    public Tensor part(Tensor values, float[] targets, float[] weights, double stepWeight) {
        if (values.dim() != 1 || values.size(0) != targets.length || weights.length != targets.length) {
            throw new IllegalArgumentException("values: found shape " + Arrays.toString(Tensors.shape(values))
                    + ", need [" + targets.length + "], one a target, and as many weights, found " + weights.length);
        }
        Tensor error = values.to(torch.ScalarType.Float).sub(Tensors.of(targets, targets.length)); // [labels]
        return error.mul(error).mul(Tensors.of(weights, weights.length)).sum().mul(new Scalar(1.0 / stepWeight));
    }
}
