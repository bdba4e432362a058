package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/**
 * A network that reads a prompt and a response and gives one number: backbone, pooling, head, and the encoding that they were
 * trained with.
 *
 * <p>Encoders are pooled by {@link Pooling#MEAN} where {@link Pooling#AUTO} is asked for.
 *
 * <p>Owns the backbone, the tokenizer and its own parameters: close it. Everything it computes belongs to the caller's scope.
 * All but {@link #encoder()} is for the engine thread, unless it says otherwise.
 */
public final class RewardModel implements AutoCloseable {
    private final Backbone backbone;
    private final int blocks;
    private final RowEncoder encoder;
    private final String configJson;
    private final Runnable closing;
    private final Pooling pooling;
    private final @Nullable Pooler pooler;
    private final RewardHead head;

    RewardModel(ModelParts parts, Pooling pooling, @Nullable Pooler pooler, RewardHead head) {
        this.backbone = parts.backbone();
        this.blocks = parts.blocks();
        this.encoder = new RowEncoder(parts.tokenizer(), parts.encoding());
        this.configJson = parts.configJson();
        this.closing = parts.closing();
        this.pooling = pooling;
        this.pooler = pooler;
        this.head = head;
    }

    /**
     * A new reward model on a pretrained backbone, which passes into its hands. Any thread.
     *
     * @param pretrained the backbone with its files
     * @param pooling what the head reads
     * @param seed of the new weights
     */
    public static RewardModel create(
            PretrainedBackbone pretrained, Pooling pooling, EncodingConfig encoding, Seed seed) {
        ModelParts parts = ModelParts.of(pretrained, 0, encoding);
        if (pooling == Pooling.POOLER && pretrained.hasPooler()) {
            return Engine.call(
                    () -> new RewardModel(parts, pooling, Pooler.of(pretrained.heads()), newHead(parts, seed)));
        }
        return create(parts, pooling, seed);
    }

    static RewardModel create(ModelParts parts, Pooling pooling, Seed seed) {
        Pooling chosen = pooling == Pooling.AUTO ? Pooling.MEAN : pooling;
        return Engine.call(() -> new RewardModel(
                parts,
                chosen,
                chosen == Pooling.POOLER ? Pooler.identity(parts.backbone().hiddenSize()) : null,
                newHead(parts, seed)));
    }

    private static RewardHead newHead(ModelParts parts, Seed seed) {
        return RewardHead.random(parts.backbone().hiddenSize(), seed.random("head"));
    }

    /** Rewards of a batch of rows, [rows], fp32. */
    public Tensor scores(TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pooled = switch (pooling) {
                case FIRST -> states(batch, new int[batch.rows()]);
                case LAST -> states(batch, batch.lastPositions());
                case POOLER -> Objects.requireNonNull(pooler).apply(states(batch, new int[batch.rows()]));
                case MEAN, AUTO -> MeanPooling.apply(states(batch, null), batch);
            }; // [rows, hidden]
            return scope.keep(head.apply(pooled));
        }
    }

    /** Rows as a batch; it belongs to the caller's scope. */
    public TokenBatch batch(List<TokenRow> rows) {
        int[][] ids = rows.stream().map(TokenRow::ids).toArray(int[][]::new);
        int[][] segments = rows.stream().map(TokenRow::segments).toArray(int[][]::new);
        return TokenBatch.of(ids, segments, encoder.tokenizer().padId());
    }

    private Tensor states(TokenBatch batch, int @Nullable [] positions) {
        return backbone.run(backbone.embed(batch), batch, 0, blocks, positions);
    }

    /** Template, tokenizer and truncation. Any thread. */
    public RowEncoder encoder() {
        return encoder;
    }

    public Pooling pooling() {
        return pooling;
    }

    /** The blocks that are run. */
    public int blocks() {
        return blocks;
    }

    /**
     * The parameters of the backbone, and those of head and pooler, by the names they have in a saved folder; frozen ones too.
     */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Set<String> unused = unusedNames();
        backbone.parameters().forEach((name, tensor) -> {
            if (!unused.contains(name)) {
                all.put(backbone.family() + "." + name, tensor);
            }
        });
        all.putAll(headParameters());
        return all;
    }

    /** The parameters of head and pooler: those that start from nothing, and learn at the head's rate. */
    public Map<String, Tensor> headParameters() {
        Map<String, Tensor> own = new LinkedHashMap<>();
        if (pooler != null) {
            own.put(backbone.family() + ".pooler.dense.weight", pooler.weight());
            own.put(backbone.family() + ".pooler.dense.bias", pooler.bias());
        }
        own.put("classifier.weight", head.weight());
        own.put("classifier.bias", head.bias());
        return own;
    }

    /** The parameters that training changes. */
    public Map<String, Tensor> trainedParameters() {
        Map<String, Tensor> trained = parameters();
        trained.values().removeIf(parameter -> !parameter.requires_grad());
        return trained;
    }

    /** Trains the whole backbone. */
    public void unfreezeBackbone() {
        backbone.parameters().values().forEach(parameter -> parameter.requires_grad_(true));
    }

    /**
     * Trains only the backbone's last blocks.
     *
     * @param topBlocks how many; 0 freezes the whole backbone
     */
    public void freezeBackbone(int topBlocks) {
        if (topBlocks > blocks) {
            throw new IllegalArgumentException("unfreeze_layers: found " + topBlocks + ", need at most " + blocks
                    + ", the layers of this backbone");
        }
        Set<String> trained = new TreeSet<>();
        IntStream.range(blocks - topBlocks, blocks).forEach(block -> trained.addAll(backbone.blockNames(block)));
        backbone.parameters().forEach((name, parameter) -> parameter.requires_grad_(trained.contains(name)));
    }

    /** Whether the head's bias is trained: only where the loss says where zero is. */
    public void trainHeadBias(boolean trained) {
        head.bias().requires_grad_(trained);
    }

    /** Probability of dropping a hidden value while training; 0 is off. */
    public void dropout(double probability) {
        backbone.dropout(probability);
    }

    /** The probability that the backbone's configuration names for training; 0.1 where it names none. */
    public double configuredDropout() {
        return new ObjectMapper()
                .readTree(configJson)
                .path("hidden_dropout_prob")
                .asDouble(0.1);
    }

    /** How many numbers the model holds. Any thread. */
    public long parameterCount() {
        return Engine.call(() -> count(parameters()));
    }

    /** How many of them training changes. Any thread. */
    public long trainedParameterCount() {
        return Engine.call(() -> count(trainedParameters()));
    }

    private static long count(Map<String, Tensor> parameters) {
        return parameters.values().stream().mapToLong(Tensor::numel).sum();
    }

    private Set<String> unusedNames() {
        Set<String> unused = new TreeSet<>();
        IntStream.range(blocks, backbone.blocks().size()).forEach(block -> unused.addAll(backbone.blockNames(block)));
        return unused;
    }

    Backbone backbone() {
        return backbone;
    }

    RewardHead head() {
        return head;
    }

    String configJson() {
        return configJson;
    }

    /** Any thread. */
    @Override
    public void close() {
        Engine.run(() -> {
            head.close();
            if (pooler != null) {
                pooler.close();
            }
            closing.run();
            encoder.tokenizer().close();
        });
    }
}
