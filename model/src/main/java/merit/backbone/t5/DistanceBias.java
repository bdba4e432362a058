package merit.backbone.t5;

import merit.backbone.encoder.DistanceTable;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * T5's relative positions: a learned number a head for each bucket of distances, added to the score of a query and a key. Half of
 * the buckets are for one near distance each, the others grow by the logarithm (Raffel et al., 2020, section 2.1).
 */
final class DistanceBias {
    private final Tensor weight; // [buckets, heads]
    private final int buckets;
    private final int distance;
    private final boolean bothWays;

    /**
     * @param weight [buckets, heads]
     * @param bothWays whether keys after a query have buckets of their own (the encoder), or are never seen (the decoder)
     */
    DistanceBias(T5Config config, Tensor weight, boolean bothWays) {
        this.weight = weight;
        this.buckets = bothWays ? config.buckets() / 2 : config.buckets();
        this.distance = config.distance();
        this.bothWays = bothWays;
    }

    /** [1, heads, queries, keys], in the current scope. */
    Tensor of(int tokens) {
        try (TensorScope scope = TensorScope.open()) {
            int[] back = byDistance(tokens);
            long[] found = new long[2 * tokens - 1];
            for (int d = 0; d < tokens; d++) {
                found[tokens - 1 - d] = bothWays ? buckets + back[d] : 0;
                found[tokens - 1 + d] = back[d];
            }
            Tensor ids = DistanceTable.of(found);
            return scope.keep(
                    torch.embedding(weight, ids).permute(2, 0, 1).unsqueeze(0)); // from [queries, keys, heads]
        }
    }

    /** The bucket of each distance from 0. The engine computes the logarithms, so that they are rounded as PyTorch rounds. */
    private int[] byDistance(int tokens) {
        int[] found = new int[tokens];
        float[] distances = new float[tokens];
        for (int d = 0; d < tokens; d++) {
            distances[d] = Math.max(1, d);
        }
        int near = buckets / 2;
        try (TensorScope scope = TensorScope.open()) {
            float[] far = Tensors.floats(Tensors.onCpu(distances, tokens)
                    .div(Tensors.scalar(near))
                    .log()
                    .div(Tensors.scalar(Math.log((double) distance / near)))
                    .mul(Tensors.scalar(buckets - near)));
            for (int d = 0; d < tokens; d++) {
                found[d] = d < near ? d : Math.min(buckets - 1, near + (int) far[d]);
            }
        }
        return found;
    }
}
