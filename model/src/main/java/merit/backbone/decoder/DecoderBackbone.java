package merit.backbone.decoder;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Dropout;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.LinearSlot;
import merit.layer.Norm;
import merit.layer.Rotary;
import merit.layer.RotaryAngles;
import merit.layer.TokenBatch;
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
    private final Map<String, LinearSlot> linears;

    /**
     * @param family its {@code model_type}
     * @param hidden width of a state
     * @param tokens the longest row
     */
    public record Sizes(String family, int hidden, int tokens) {}

    /** Rows to vectors, [rows, tokens, hidden], in the caller's scope; each row stands behind {@code before} other tokens. */
    @FunctionalInterface
    public interface Embedding {
        Tensor apply(TokenBatch batch, int before);
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
        this.linears = Collections.unmodifiableMap(weights.linears());
    }

    @Override
    public String family() {
        return sizes.family;
    }

    @Override
    public String prefix() {
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
        LearnedPositions.check(batch.tokens(), sizes.tokens);
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(layers.dropout.apply(layers.embedding.apply(batch, 0)));
        }
    }

    /** The states after the last block have passed the final norm. */
    @Override
    public Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions) {
        if (fromBlock == toBlock && readPositions == null) {
            return hidden;
        }
        try (TensorScope scope = TensorScope.open()) {
            Run run = new Run(batch);
            int whole = readPositions == null ? toBlock : Math.max(fromBlock, toBlock - 1);
            Tensor states = hidden;
            for (int block = fromBlock; block < whole; block++) {
                DecoderBlock layer = layers.blocks.get(block);
                states = layer.forward(states, run.context(layer.window()));
            }
            if (readPositions != null) {
                Tensor positions = Tensors.of(readPositions, readPositions.length);
                states = whole < toBlock
                        ? run.last(layers.blocks.get(whole), states, positions)
                        : DecoderBlock.at(states, positions).squeeze(1);
            }
            boolean end = fromBlock < toBlock && toBlock == layers.blocks.size();
            return scope.keep(end ? layers.finalNorm.apply(states) : states);
        }
    }

    /** What the blocks share in one pass over a batch. */
    private final class Run {
        private final TokenBatch batch;
        private final @Nullable RotaryAngles angles;
        private final Map<Integer, AttentionMask> masks = new HashMap<>();

        Run(TokenBatch batch) {
            this.batch = batch;
            this.angles = layers.rotary == null ? null : layers.rotary.of(batch, 0);
        }

        BlockContext context(int window) {
            AttentionMask mask = masks.computeIfAbsent(window, each -> AttentionMask.causal(batch, each, 0));
            return new BlockContext(mask, angles, angles);
        }

        Tensor last(DecoderBlock block, Tensor states, Tensor positions) {
            AttentionMask mask = AttentionMask.causalAt(batch, positions, block.window(), 0);
            RotaryAngles read = angles == null ? null : angles.at(positions);
            return block.forwardAt(states, new BlockContext(mask, angles, read), positions);
        }
    }

    @Override
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(weights.parameters());
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
    public Set<String> linearNames() {
        return linears.keySet();
    }

    @Override
    public void replaceLinear(String name, UnaryOperator<LinearMap> replacement) {
        LinearSlot slot = linears.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(
                    "linear map: found \"" + name + "\", need one of " + String.join(", ", linears.keySet()));
        }
        slot.replace(replacement);
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
    public void dropout(double probability) {
        layers.dropout.probability(probability);
    }

    @Override
    public void close() {
        weights.parameters().values().forEach(Tensor::close);
    }
}
