package merit.backbone.deberta;

import merit.backbone.encoder.DistanceTable;
import merit.layer.Dropout;
import merit.layer.LayerNorm;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The relative positions of DeBERTa: an embedding for each distance between two tokens, or for each bucket of distances. Near
 * distances, up to half the buckets, have one each; farther ones share them by their logarithm.
 */
final class RelativePositions {
    private final DebertaConfig.Relative config;
    private final Tensor embeddings; // [2 span, hidden]
    private final @Nullable LayerNorm norm;
    private final Dropout dropout;

    RelativePositions(DebertaConfig.Relative config, double epsilon, Weights weights, Dropout dropout) {
        this.config = config;
        this.embeddings = weights.get("encoder.rel_embeddings.weight");
        this.norm = config.normalised() ? weights.layerNorm("encoder.LayerNorm", epsilon) : null;
        this.dropout = dropout;
    }

    /**
     * What all blocks share in one pass.
     *
     * @param embeddings [2 span, hidden]
     * @param ofKeys which of them stands for a key as a query sees it, [queries, keys]
     * @param ofQueries which of them stands for a query as a key sees it, [keys, queries]
     */
    record Table(Tensor embeddings, Tensor ofKeys, Tensor ofQueries) {}

    /** For rows of so many tokens; in the current scope. */
    Table of(int tokens) {
        try (TensorScope scope = TensorScope.open()) {
            int[] buckets = buckets(tokens);
            long[] ofKeys = new long[2 * tokens - 1];
            long[] ofQueries = new long[2 * tokens - 1];
            for (int d = 0; d < tokens; d++) {
                ofKeys[tokens - 1 + d] = ofQueries[tokens - 1 - d] = inside(buckets[d]);
                ofKeys[tokens - 1 - d] = ofQueries[tokens - 1 + d] = inside(-buckets[d]);
            }
            return new Table(
                    scope.keep(dropout.apply(norm == null ? embeddings : norm.apply(embeddings))),
                    scope.keep(DistanceTable.of(ofKeys)),
                    scope.keep(DistanceTable.of(ofQueries)));
        }
    }

    private long inside(int bucket) {
        return Math.max(0, Math.min(2 * config.span() - 1, bucket + config.span()));
    }

    /** The bucket of each distance from 0. The engine computes the logarithms, so that they are rounded as PyTorch rounds. */
    private int[] buckets(int tokens) {
        int[] buckets = new int[tokens];
        float[] distances = new float[tokens];
        for (int d = 0; d < tokens; d++) {
            buckets[d] = d;
            distances[d] = Math.max(1, d);
        }
        int middle = config.buckets() / 2;
        if (middle > 0) {
            try (TensorScope scope = TensorScope.open()) {
                float last = (float) ((config.distance() - 1) / (double) middle);
                Tensor most = Tensors.onCpu(new float[] {last}, 1).log();
                float[] logarithms = Tensors.floats(Tensors.onCpu(distances, tokens)
                        .div(Tensors.scalar(middle))
                        .log()
                        .div(most)
                        .mul(Tensors.scalar(middle - 1))
                        .ceil());
                for (int d = middle + 1; d < tokens; d++) {
                    buckets[d] = (int) logarithms[d] + middle;
                }
            }
        }
        return buckets;
    }
}
