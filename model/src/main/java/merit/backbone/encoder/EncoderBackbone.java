package merit.backbone.encoder;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import merit.layer.Backbone;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.Norm;
import merit.layer.Products;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of any family: an embedding, blocks that see the whole row, and with some families a norm after the last of them.
 * A family makes one of its own layers.
 *
 * @param <C> what the blocks share in one pass over a batch
 */
public final class EncoderBackbone<C> implements Backbone {
    private final EncoderNames names;
    private final Sizes sizes;
    private final Layers<C> layers;
    private final Weights weights;

    /**
     * @param hidden features of a hidden state
     * @param tokens of the longest row
     */
    public record Sizes(int hidden, int tokens) {}

    /**
     * From the input to the output.
     *
     * @param embedding rows to vectors, [rows, tokens, hidden], in the current scope
     * @param context what the blocks share in one pass, in the current scope
     * @param finalNorm after the last block, or null
     * @param dropout shared by all places of this backbone
     */
    public record Layers<C>(
            Function<TokenBatch, Tensor> embedding,
            Function<TokenBatch, C> context,
            List<? extends Block<C>> blocks,
            @Nullable Norm finalNorm,
            Dropout dropout) {}

    /**
     * @param weights of which the layers were built; they pass into the backbone's hands
     */
    public EncoderBackbone(EncoderNames names, Sizes sizes, Layers<C> layers, Weights weights) {
        this.names = names;
        this.sizes = sizes;
        this.layers = layers;
        this.weights = weights;
    }

    @Override
    public String family() {
        return names.family();
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
    public List<?> blocks() {
        return layers.blocks;
    }

    @Override
    public Tensor embed(TokenBatch batch) {
        LearnedPositions.check(batch.tokens(), sizes.tokens);
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(layers.embedding.apply(batch));
        }
    }

    @Override
    public Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions) {
        if (fromBlock == toBlock && readPositions == null) {
            return hidden;
        }
        try (TensorScope scope = TensorScope.open()) {
            C context = layers.context.apply(batch);
            int whole = readPositions == null ? toBlock : Math.max(fromBlock, toBlock - 1);
            Tensor states = hidden;
            for (int block = fromBlock; block < whole; block++) {
                states = layers.blocks.get(block).forward(states, context);
            }
            if (readPositions != null) {
                Tensor positions = Tensors.of(readPositions, readPositions.length);
                states = whole < toBlock
                        ? layers.blocks.get(whole).forwardAt(states, context, positions)
                        : Block.at(states, positions).squeeze(1);
            }
            Norm norm = fromBlock < toBlock && toBlock == layers.blocks.size() ? layers.finalNorm : null;
            return scope.keep(norm == null ? states : norm.apply(states));
        }
    }

    @Override
    public List<Tensor> walk(TokenBatch batch, List<Integer> wanted, UnaryOperator<Tensor> reading) {
        try (TensorScope scope = TensorScope.open()) {
            C context = layers.context.apply(batch);
            List<Tensor> made = new ArrayList<>();
            Tensor states = embed(batch);
            int layer = 0;
            for (int next : wanted) {
                for (; layer < next; layer++) {
                    states = layers.blocks.get(layer).forward(states, context);
                }
                made.add(scope.keep(reading.apply(states)));
            }
            return made;
        }
    }

    @Override
    public Set<String> namesAbove() {
        return named(names::isAbove);
    }

    @Override
    public Map<String, Tensor> averagingBlock(int block) {
        return names.averagingBlock(weights.parameters(), block);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return weights.parameters();
    }

    @Override
    public Set<String> embeddingNames() {
        return named(name -> !name.startsWith(names.blocks()) && !names.isAbove(name));
    }

    /** The last block has what stands above it too, such as the final norm: whoever trains the block trains it. */
    @Override
    public Set<String> blockNames(int block) {
        boolean last = block == layers.blocks.size() - 1;
        return named(name -> name.startsWith(names.block(block)) || (last && names.isAbove(name)));
    }

    private Set<String> named(Predicate<String> condition) {
        return weights.parameters().keySet().stream()
                .filter(condition)
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
