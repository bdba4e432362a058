package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.ClassificationHead;
import merit.layer.ConfigFile;
import merit.layer.HeadLayout;
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
 * <p>Where {@link Pooling#AUTO} is asked for, encoders are pooled by {@link Pooling#MEAN}, decoders by {@link Pooling#LAST}.
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
    private final HeadLayout ownHead;
    private final List<String> notes;
    private final ClassificationHead head;
    private final int labels;
    private final boolean headIsNew;

    /** @param headIsNew whether nothing has trained the head yet */
    RewardModel(ModelParts parts, Pooling pooling, ClassificationHead head, boolean headIsNew) {
        this.headIsNew = headIsNew;
        this.backbone = parts.backbone();
        this.blocks = parts.blocks();
        this.encoder = new RowEncoder(parts.tokenizer(), parts.encoding());
        this.configJson = parts.configJson();
        this.closing = parts.closing();
        this.pooling = pooling;
        this.ownHead = parts.ownHead();
        this.notes = parts.notes();
        this.head = head;
        this.labels = head.labels();
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
        ModelParts published = ModelParts.of(pretrained, 0, encoding);
        Pooling chosen = pooling == Pooling.AUTO ? Heads.usual(published.ownHead()) : pooling;
        return Engine.call(() -> {
            ModelParts parts = OwnPadding.give(published);
            HeadLayout layout =
                    Heads.layout(chosen, parts.ownHead(), parts.backbone().prefix());
            return new RewardModel(parts, chosen, Heads.create(pretrained, layout, seed), true);
        });
    }

    /** Rewards of a batch of rows, [rows], fp32: the first of {@link #outputs}. */
    public Tensor scores(TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(outputs(batch).select(1, 0));
        }
    }

    /** All that the head gives each row, [rows, outputs], fp32. */
    public Tensor outputs(TokenBatch batch) {
        return head.apply(positions -> states(batch, positions), batch);
    }

    /** Whether the model was made with a head that knows nothing, and not read from a folder. Any thread. */
    public boolean headIsNew() {
        return headIsNew;
    }

    /** What the head's projection is given of each row, [rows, features], fp32. */
    public Tensor features(TokenBatch batch) {
        return head.features(positions -> states(batch, positions), batch);
    }

    /** The names of the head's outputs, in order; {@code reward} where there is one. Any thread. */
    public List<String> outputNames() {
        ConfigFile config = new ConfigFile("config.json", new ObjectMapper().readTree(configJson));
        return labels == 1 ? List.of("reward") : config.labels(labels);
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

    /** What was changed of the pretrained model when this one was made, for people. Any thread. */
    public List<String> notes() {
        return notes;
    }

    public Pooling pooling() {
        return pooling;
    }

    /** The blocks that are run. */
    public int blocks() {
        return blocks;
    }

    /** The parameters of the backbone and of the head, by the names they have in a saved folder; frozen ones too. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Set<String> unused = unusedNames();
        backbone.parameters().forEach((name, tensor) -> {
            if (!unused.contains(name)) {
                all.put(backbone.prefix() + name, tensor);
            }
        });
        all.putAll(headParameters());
        return all;
    }

    /** The parameters of the head: those that start from nothing, and learn at the head's rate. */
    public Map<String, Tensor> headParameters() {
        return head.parameters();
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
        Tensor bias = head.projectionBias();
        if (bias != null) {
            bias.requires_grad_(trained);
        }
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

    /** The head; it stays the model's. */
    public ClassificationHead head() {
        return head;
    }

    HeadLayout ownHead() {
        return ownHead;
    }

    String configJson() {
        return configJson;
    }

    /** Any thread. */
    @Override
    public void close() {
        Engine.run(() -> {
            head.close();
            closing.run();
            encoder.tokenizer().close();
        });
    }
}
