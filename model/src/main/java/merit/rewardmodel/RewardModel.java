package merit.rewardmodel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import merit.adapter.LoraAdapter;
import merit.adapter.LoraConfig;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.RowEncoder;
import merit.layer.Backbone;
import merit.layer.ClassificationHead;
import merit.layer.HeadWeights;
import merit.layer.LayerMeans;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Seed;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network that reads a prompt and a response and gives one number: backbone, pooling, head, and the encoding that they were
 * trained with. {@link Pooling#AUTO} pools encoders by {@link Pooling#MEAN}, decoders by {@link Pooling#LAST}.
 *
 * <p>Owns the backbone, the tokenizer, the head and an adapter: close it. Everything it computes belongs to the caller's scope.
 * All but {@link #encoder()} is for the engine thread, unless it says otherwise.
 */
public final class RewardModel implements AutoCloseable {
    private final ModelParts parts;
    private final RowEncoder encoder;
    private final RowBatches batches;
    private volatile Network network;
    private volatile Adaptation adaptation; // of the network's backbone
    private final HeadOutputs meaning;
    private final boolean headIsNew;

    /** @param headIsNew whether nothing has trained the head yet */
    RewardModel(ModelParts parts, Pooling pooling, ClassificationHead head, boolean headIsNew) {
        this.parts = parts;
        this.network = new Network(parts.backbone(), pooling, head);
        this.adaptation = new Adaptation(parts.backbone());
        this.encoder = new RowEncoder(parts.tokenizer(), parts.encoding());
        this.batches = new RowBatches(parts.backbone(), parts.tokenizer().padId());
        this.meaning = new HeadOutputs(parts, head.labels());
        this.headIsNew = headIsNew;
    }

    /** A new reward model on a pretrained backbone, which passes into its hands, or is closed where there is none. Any thread. */
    public static RewardModel create(
            PretrainedBackbone pretrained, Pooling pooling, EncodingConfig encoding, Seed seed) {
        return create(pretrained, new NewHead(pooling, HeadKind.LINEAR, Objectives.REWARD, seed), encoding);
    }

    public static RewardModel create(PretrainedBackbone pretrained, NewHead head, EncodingConfig encoding) {
        return head.on(pretrained, encoding);
    }

    /** All that the head gives each row, [rows, outputs], fp32. */
    public Tensor outputs(TokenBatch batch) {
        return network.head().apply(batches.states(network.backbone(), batch), batch);
    }

    /** What the head does with what it reads. Any thread. */
    public HeadKind headKind() {
        return HeadKind.of(network.head().layout());
    }

    /** Whether the model was made with a head that knows nothing, and not read from a folder. Any thread. */
    public boolean headIsNew() {
        return headIsNew;
    }

    /** What the head's projection is given of each row, [rows, features], fp32. */
    public Tensor features(TokenBatch batch) {
        return network.head().features(batches.states(network.backbone(), batch), batch);
    }

    /** What the head's outputs are; of a classifier that was made elsewhere its labels. Any thread. */
    public Objectives objectives() {
        return meaning.objectives();
    }

    /** Says what the head's outputs are, and what each weighs in the score; returns this. Any thread. */
    public RewardModel with(Objectives outputs) {
        meaning.are(outputs);
        return this;
    }

    /** How likely answers tie, where that was learnt; it stays the model's. Any thread. */
    public TieParameter ties() {
        return meaning.ties();
    }

    /**
     * Gives the model another head, which reads several layers, of which {@link #requireLayers} refuses some. Blocks above these are
     * left out from now on: neither run nor saved, trained or counted. An adapter becomes part of the backbone's weights, and what was
     * learnt of ties, which was of the former head's scores, is forgotten.
     */
    public void read(LayerMeans layers, HeadWeights weights) {
        network = network.reading(layers, weights, parts);
        adaptation.absorbAdapter();
        adaptation = new Adaptation(network.backbone());
        meaning.ties().forget();
    }

    /** @throws IllegalArgumentException where the backbone has fewer layers, or they cannot be read by themselves. Any thread. */
    public void requireLayers(LayerMeans layers) {
        network.require(layers, parts);
    }

    /** How rows go through the model. Any thread, but for the batches it makes. */
    public RowBatches batches() {
        return batches;
    }

    /** Template, tokenizer and truncation. Any thread. */
    public RowEncoder encoder() {
        return encoder;
    }

    /** What was changed of the pretrained model when this one was made, and what its template is like, for people. Any thread. */
    public List<String> notes() {
        return Stream.concat(parts.notes().stream(), encoder.notes().stream()).toList();
    }

    /** The folder or the name that the backbone was read from. Any thread. */
    public String base() {
        return parts.base();
    }

    public Pooling pooling() {
        return network.pooling();
    }

    /** The parameters of the backbone and of the head, by the names they have in a saved folder; frozen ones too. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        backbone().parameters().forEach((name, tensor) -> all.put(backbone().weightPrefix() + name, tensor));
        all.putAll(headParameters());
        return all;
    }

    /** The parameters of the head: those that start from nothing, and learn at the head's rate. */
    public Map<String, Tensor> headParameters() {
        return head().parameters();
    }

    /** The parameters that training changes, that of ties too; an adapter's by their names in PEFT's file. */
    public Map<String, Tensor> trainedParameters() {
        Map<String, Tensor> trained = adaptation.trained();
        trained.putAll(headParameters());
        trained.putAll(meaning.ties().parameters());
        trained.values().removeIf(parameter -> !parameter.requires_grad());
        return trained;
    }

    /** How many blocks lie above a trained parameter that is not the head's; none above the last block. */
    public int blocksAbove(String trainedParameter) {
        return adaptation.blocksAbove(trainedParameter);
    }

    /** Trains the whole backbone, in which an adapter is absorbed. */
    public void unfreezeBackbone() {
        adaptation.trainAll();
    }

    /** Trains only as many of the backbone's last blocks, none for 0; an adapter is absorbed. */
    public void freezeBackbone(int topBlocks) {
        adaptation.trainTop(topBlocks);
    }

    /**
     * Freezes the backbone and trains an adapter of it: the one that it has, where that was made so, else a new one.
     *
     * @param random of a new adapter
     * @throws IllegalArgumentException where the targets fit none of the backbone's linear maps
     */
    public void trainAdapter(LoraConfig config, Random random) {
        adaptation.trainAdapter(config, random);
    }

    /** Makes an adapter part of the backbone's weights; nothing without one. */
    public void mergeAdapter() {
        adaptation.absorbAdapter();
        backbone().products().forget();
    }

    /** The adapter with which the backbone computes, or null; it stays the model's. */
    public @Nullable LoraAdapter adapter() {
        return adaptation.adapter();
    }

    /** Probabilities of dropping a hidden value, and one that enters an adapter, while training; 0 is off. */
    public void dropout(double hidden, double adapted) {
        backbone().dropout(hidden);
        adaptation.dropout(adapted);
    }

    /** The probability that the backbone's configuration names for training; its family's where it names none. */
    public double configuredDropout() {
        return PretrainedBackbone.configuredDropout(parts.configFile());
    }

    /** How many numbers the model holds, an adapter's included. Any thread. */
    public long parameterCount() {
        return Engine.call(() -> count(parameters()) + adaptation.added());
    }

    /** How many of them training changes. Any thread. */
    public long trainedParameterCount() {
        return Engine.call(() -> count(trainedParameters()));
    }

    private static long count(Map<String, Tensor> parameters) {
        return parameters.values().stream().mapToLong(Tensor::numel).sum();
    }

    public Backbone backbone() {
        return network.backbone();
    }

    public ClassificationHead head() {
        return network.head();
    }

    void attach(LoraAdapter adapter) {
        adaptation.attach(adapter);
    }

    ModelParts parts() {
        return parts;
    }

    /** Any thread. */
    @Override
    public void close() {
        Engine.run(() -> {
            head().close();
            meaning.close();
            adaptation.close();
            parts.closing().run();
            encoder.tokenizer().close();
        });
    }
}
