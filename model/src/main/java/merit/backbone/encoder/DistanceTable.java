package merit.backbone.encoder;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Numbers of two tokens that depend on no more than how far they are apart: written down once a distance, not once a pair. */
public final class DistanceTable {
    private DistanceTable() {}

    /**
     * The number of each query and key, [queries, keys], 64-bit, in the current scope.
     *
     * @param byDistance for query - key from 1 - tokens to tokens - 1, [2 tokens - 1]
     */
    public static Tensor of(long[] byDistance) {
        int tokens = (byDistance.length + 1) / 2;
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = Tensors.of(byDistance, byDistance.length);
            Tensor windows = all.unfold(0, tokens, 1); // [queries, keys], the last key first
            return scope.keep(windows.flip(1)); // [queries, keys]
        }
    }
}
