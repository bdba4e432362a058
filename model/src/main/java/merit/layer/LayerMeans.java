package merit.layer;

import java.util.List;
import java.util.stream.IntStream;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Means of the states of several layers, side by side: for the first layer each of the means, then for the next. Blocks above the
 * last of these layers are not computed.
 *
 * @param layers ascending; 0 is what goes into the first block, n what the n-th block gives, see {@link Backbone#walk}
 * @param means of each layer, in order
 */
public record LayerMeans(List<Integer> layers, List<TokenMean> means) implements Reading {
    public LayerMeans {
        layers = List.copyOf(layers);
        means = List.copyOf(means);
        boolean ascending =
                layers.stream().distinct().sorted().toList().equals(layers) && !layers.isEmpty() && layers.get(0) >= 0;
        if (!ascending) {
            throw new IllegalArgumentException(
                    "layers: found " + layers + ", need different ones from 0, in ascending order");
        }
        if (means.isEmpty() || means.stream().distinct().count() < means.size()) {
            throw new IllegalArgumentException("means: found " + means + ", need different ones");
        }
    }

    /** How many blocks it takes. */
    public int blocks() {
        return layers.get(layers.size() - 1);
    }

    /** The same means of all layers of a backbone with so many blocks. */
    public LayerMeans ofAllLayers(int blocks) {
        return new LayerMeans(IntStream.rangeClosed(0, blocks).boxed().toList(), means);
    }

    /**
     * Where among what this one gives stands what another gives, which has the same means, of some of the layers.
     *
     * @return [width of the other]
     */
    public int[] places(LayerMeans other, int hidden) {
        int each = means.size() * hidden;
        return other.layers.stream()
                .map(layers::indexOf)
                .flatMapToInt(place -> IntStream.range(place * each, (place + 1) * each))
                .toArray();
    }

    /** Whether it must be known which tokens are the response's. */
    public boolean readsResponse() {
        return means.contains(TokenMean.ANSWER);
    }

    @Override
    public int width(int hidden) {
        return Math.multiplyExact(layers.size() * means.size(), hidden);
    }

    /** [rows, layers * means * hidden], fp32, in the caller's scope. */
    @Override
    public Tensor read(States states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor weights = weights(batch);
            List<Tensor> read = states.walk(layers, all -> weighted(weights, all));
            return scope.keep(torch.cat(new TensorVector(read.toArray(new Tensor[0])), 1));
        }
    }

    /** [rows, tokens, hidden] to [rows, means * hidden], in the current scope. */
    private static Tensor weighted(Tensor weights, Tensor states) {
        return weights.bmm(states.to(ScalarType.Float)).flatten(1, 2);
    }

    /** What each token counts in each mean, [rows, means, tokens]. */
    private Tensor weights(TokenBatch batch) {
        int[] first = batch.firstPositions();
        int[] lengths = batch.lengths();
        float[] weights = new float[batch.rows() * means.size() * batch.tokens()];
        for (int row = 0; row < batch.rows(); row++) {
            for (int mean = 0; mean < means.size(); mean++) {
                int from = means.get(mean).from(batch, row);
                int line = (row * means.size() + mean) * batch.tokens() + first[row];
                for (int at = from; at < lengths[row]; at++) {
                    weights[line + at] = 1f / (lengths[row] - from);
                }
            }
        }
        return Tensors.of(weights, batch.rows(), means.size(), batch.tokens());
    }
}
