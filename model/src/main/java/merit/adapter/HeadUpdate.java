package merit.adapter;

import java.util.Arrays;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter changes in a linear map of the head, which is no part of the backbone: PEFT's {@code all-linear} reaches BERT's
 * pooler. The head is small, so the change becomes part of its weights when the adapter is read. Holds plain values.
 */
public final class HeadUpdate {
    private final float[] added;
    private final float @Nullable [] magnitude;

    /**
     * @param added s B A, row by row
     * @param magnitude DoRA's length of each row; null without it
     */
    HeadUpdate(float[] added, float @Nullable [] magnitude) {
        this.added = added;
        this.magnitude = magnitude;
    }

    /**
     * The weights with the change in them, [out, in], in the caller's scope. For the engine thread.
     *
     * @param name of the weights
     * @param weights of the base, [out, in]
     * @throws IllegalArgumentException where the change is of another size
     */
    public Tensor of(String name, Tensor weights) {
        long[] shape = Tensors.shape(weights);
        if (weights.numel() != added.length || (magnitude != null && shape[0] != magnitude.length)) {
            throw new IllegalArgumentException(
                    "this adapter changes " + added.length + " numbers of " + name + ", which is "
                            + Arrays.toString(shape) + " in its base; use it with the base that it was trained on");
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor sum = weights.detach().add(Tensors.of(added, shape));
            if (magnitude == null) {
                return scope.keep(sum);
            }
            Tensor lengths = sum.mul(sum).sum(1).sqrt(); // [out]
            return scope.keep(
                    sum.mul(Tensors.of(magnitude, shape[0]).div(lengths).unsqueeze(1)));
        }
    }
}
