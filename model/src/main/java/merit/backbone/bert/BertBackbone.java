package merit.backbone.bert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.LayerNorm;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.LinearSlot;
import merit.layer.TokenBatch;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * BERT (Devlin, Chang, Lee and Toutanova, BERT: Pre-training of Deep Bidirectional Transformers, 2019), computing what
 * transformers' {@code BertModel} computes. The pooler is a head's, not part of it. Not supported: decoders, cross attention,
 * relative positions.
 */
public final class BertBackbone implements Backbone {
    /** Standard deviation of fresh weights, as in the paper. */
    private static final double INITIAL = 0.02;

    private final BertConfig config;
    private final Map<String, Tensor> parameters;
    private final Dropout dropout = new Dropout();
    private final LayerNorm embeddingNorm;
    private final List<BertBlock> blocks = new ArrayList<>();
    private final Map<String, LinearSlot> linears = new LinkedHashMap<>();

    private BertBackbone(BertConfig config, Map<String, Tensor> parameters) {
        this.config = config;
        this.parameters = Collections.unmodifiableMap(parameters);
        this.embeddingNorm = BertBlock.norm(config, "embeddings.LayerNorm", parameters);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = BertWeights.block(layer);
            BertBlock block = new BertBlock(config, prefix, parameters, dropout);
            blocks.add(block);
            block.linears().forEach((name, slot) -> linears.put(prefix + name, slot));
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IllegalArgumentException listing every weight that is missing, unexpected or misshapen
     */
    public static BertBackbone load(BertConfig config, TensorSource source) {
        return new BertBackbone(config, BertWeights.read(config, source));
    }

    /** Fresh weights from the engine's generator: normal, biases 0, norms 1. */
    public static BertBackbone initialise(BertConfig config) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        BertWeights.names(config).needed().forEach((name, shape) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor values = Tensors.zeros(ScalarType.Float, shape);
                if (name.endsWith("LayerNorm.weight")) {
                    values.fill_(Tensors.scalar(1));
                } else if (shape.length == 2) {
                    values.normal_(0, INITIAL, null);
                }
                parameters.put(name, Tensors.parameter(values));
            }
        });
        return new BertBackbone(config, parameters);
    }

    @Override
    public String family() {
        return "bert";
    }

    public BertConfig config() {
        return config;
    }

    @Override
    public int hiddenSize() {
        return config.hiddenSize();
    }

    @Override
    public int maxTokens() {
        return config.maxPositions();
    }

    @Override
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    @Override
    public Tensor embed(TokenBatch batch) {
        LearnedPositions.check(batch.tokens(), config.maxPositions());
        try (TensorScope scope = TensorScope.open()) {
            Tensor words = torch.embedding(parameter("word"), batch.ids(), config.padTokenId(), false, false);
            Tensor segments = torch.embedding(parameter("token_type"), batch.segments());
            Tensor positions = LearnedPositions.of(parameter("position"), batch, 0); // [tokens, hidden]
            Tensor sum = words.add(segments).add(positions); // [rows, tokens, hidden]
            return scope.keep(dropout.apply(embeddingNorm.apply(sum)));
        }
    }

    private Tensor parameter(String embedding) {
        return BertBlock.get(parameters, "embeddings." + embedding + "_embeddings.weight");
    }

    @Override
    public Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions) {
        if (fromBlock == toBlock && readPositions == null) {
            return hidden;
        }
        try (TensorScope scope = TensorScope.open()) {
            AttentionMask mask = AttentionMask.of(batch);
            int whole = readPositions == null ? toBlock : Math.max(fromBlock, toBlock - 1);
            Tensor states = hidden;
            for (int block = fromBlock; block < whole; block++) {
                states = blocks.get(block).forward(states, mask);
            }
            if (readPositions != null) {
                Tensor positions = Tensors.of(readPositions, readPositions.length);
                states = whole < toBlock ? blocks.get(whole).forwardAt(states, mask, positions) : at(states, positions);
            }
            return scope.keep(states);
        }
    }

    private static Tensor at(Tensor states, Tensor positions) {
        Tensor index = positions.view(-1, 1, 1).expand(-1, 1, states.size(2)); // [rows, 1, hidden]
        return states.gather(1, index).squeeze(1); // [rows, hidden]
    }

    @Override
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    @Override
    public Set<String> embeddingNames() {
        return named("embeddings.");
    }

    @Override
    public Set<String> blockNames(int block) {
        return named(BertWeights.block(block));
    }

    private Set<String> named(String prefix) {
        return parameters.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Set<String> linearNames() {
        return Collections.unmodifiableSet(linears.keySet());
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
    public void dropout(double probability) {
        dropout.probability(probability);
    }

    @Override
    public void close() {
        parameters.values().forEach(Tensor::close);
    }
}
