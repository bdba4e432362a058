package merit.backbone.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import merit.layer.Backbone;
import merit.layer.Dropout;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.Norm;
import merit.layer.Products;
import merit.layer.Rotary;
import merit.layer.SharedRows;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A decoder: an embedding, blocks that see only what came before, a final norm. The language model's own head is no part of it.
 *
 * <p>A token's state does not depend on padding, on whichever side it stands: padding on the right comes later, padding on the
 * left is masked, and positions count real tokens.
 */
public final class DecoderBackbone implements Backbone {
    private final Sizes sizes;
    private final DecoderNames names;
    private final Layers layers;
    private final Weights weights;

    /**
     * @param family its {@code model_type}
     * @param hidden width of a state
     * @param tokens the longest row
     */
    public record Sizes(String family, int hidden, int tokens) {}

    /** Rows to vectors, [rows, tokens, hidden], in the caller's scope. */
    @FunctionalInterface
    public interface Embedding {
        Tensor apply(TokenBatch batch);
    }

    /**
     * From the input to the output.
     *
     * @param dropout shared by all places of this backbone
     * @param rotary positions, or null where the embedding holds them
     */
    public record Layers(
            Embedding embedding,
            List<DecoderBlock> blocks,
            Norm finalNorm,
            Dropout dropout,
            @Nullable Rotary rotary) {}

    /**
     * @param weights of which the layers were built; they pass into the backbone's hands
     */
    public DecoderBackbone(Sizes sizes, DecoderNames names, Layers layers, Weights weights) {
        this.sizes = sizes;
        this.names = names;
        this.layers = layers;
        this.weights = weights;
    }

    @Override
    public String family() {
        return sizes.family;
    }

    @Override
    public String weightPrefix() {
        return names.prefix();
    }

    @Override
    public int hiddenSize() {
        return sizes.hidden;
    }

    @Override
    public int maxTokens() {
        return sizes.tokens;
    }

    @Override
    public List<DecoderBlock> blocks() {
        return layers.blocks;
    }

    @Override
    public Tensor embed(TokenBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            LearnedPositions.check(batch.positionsOf(row), sizes.tokens);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(layers.dropout.apply(layers.embedding.apply(batch)));
        }
    }

    /** The states after the last block have passed the final norm. */
    @Override
    public Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions) {
        if (fromBlock == toBlock && readPositions == null) {
            return hidden;
        }
        try (TensorScope scope = TensorScope.open()) {
            DecoderRun run = new DecoderRun(batch, layers.rotary);
            Tensor states = run.through(layers.blocks.subList(fromBlock, toBlock), hidden, readPositions);
            boolean end = fromBlock < toBlock && toBlock == layers.blocks.size();
            return scope.keep(end ? layers.finalNorm.apply(states) : states);
        }
    }

    @Override
    public int longestShared() {
        return layers.rotary == null
                ? Integer.MAX_VALUE
                : layers.rotary.scaling().lengthOfOneSpeed();
    }

    /** Rows that share what they begin with are computed as trees. */
    @Override
    public Tensor run(TokenBatch batch, int @Nullable [] readPositions) {
        SharedRows shared = batch.shared();
        if (shared == null) {
            return Backbone.super.run(batch, readPositions);
        }
        checkSpeeds(shared, batch);
        try (TensorScope scope = TensorScope.open()) {
            Tensor states = new DecoderRun(shared.trees(), layers.rotary)
                    .through(
                            layers.blocks,
                            embed(shared.trees()),
                            readPositions == null ? null : shared.places(readPositions));
            Tensor rows = readPositions == null ? shared.rows(states, batch.lengths()) : shared.rows(states);
            return scope.keep(layers.finalNorm.apply(rows));
        }
    }

    @Override
    public List<Tensor> walk(TokenBatch batch, List<Integer> wanted, UnaryOperator<Tensor> reading) {
        SharedRows shared = batch.shared();
        checkSpeeds(shared, batch);
        try (TensorScope scope = TensorScope.open()) {
            TokenBatch computed = shared == null ? batch : shared.trees();
            DecoderRun run = new DecoderRun(computed, layers.rotary);
            List<Tensor> made = new ArrayList<>();
            Tensor states = embed(computed);
            int layer = 0;
            for (int next : wanted) {
                states = run.through(layers.blocks.subList(layer, next), states, null);
                layer = next;
                try (TensorScope rows = TensorScope.open()) {
                    Tensor all = shared == null ? states : shared.rows(states, batch.lengths());
                    made.add(rows.keep(reading.apply(all)));
                }
            }
            made.forEach(scope::keep);
            return made;
        }
    }

    private void checkSpeeds(@Nullable SharedRows shared, TokenBatch batch) {
        if (shared != null && batch.tokens() > longestShared()) {
            throw new IllegalArgumentException("shared tokens: found rows of " + batch.tokens()
                    + " tokens, need at most " + longestShared()
                    + ", where positions turn at one speed; run them whole");
        }
    }

    @Override
    public Map<String, Tensor> parameters() {
        return weights.parameters();
    }

    @Override
    public Set<String> embeddingNames() {
        return names.embedding(weights.parameters().keySet());
    }

    @Override
    public Set<String> blockNames(int block) {
        return names.block(weights.parameters().keySet(), block, block == layers.blocks.size() - 1);
    }

    @Override
    public Set<String> namesAbove() {
        return names.above(weights.parameters().keySet());
    }

    @Override
    public Set<String> linearNames() {
        return weights.linearNames();
    }

    @Override
    public LinearMap linear(String name) {
        return weights.linearMap(name);
    }

    @Override
    public void replaceLinear(String name, UnaryOperator<LinearMap> replacement) {
        weights.replaceLinear(name, replacement);
    }

    @Override
    public int growVocabulary(int rows) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor words = weights.get(names.embedding());
            long before = words.size(0);
            if (before < rows) {
                Tensor zeros = Tensors.zeros(ScalarType.Float, rows - before, sizes.hidden);
                weights.replace(names.embedding(), torch.cat(new TensorVector(words.detach(), zeros), 0));
            }
            return Math.toIntExact(Math.max(rows, before));
        }
    }

    @Override
    public Products products() {
        return weights.products();
    }

    @Override
    public void dropout(double probability) {
        layers.dropout.probability(probability);
    }

    @Override
    public void close() {
        weights.close();
    }
}
