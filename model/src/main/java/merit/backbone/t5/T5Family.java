package merit.backbone.t5;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import merit.backbone.encoder.EncoderBackbone;
import merit.backbone.encoder.EncoderNames;
import merit.layer.Activation;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Block;
import merit.layer.Checkpoint;
import merit.layer.ConfigFile;
import merit.layer.Dropout;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.layer.LastToken;
import merit.layer.Norm;
import merit.layer.RmsNorm;
import merit.layer.TokenBatch;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * T5 (Raffel et al., Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, 2020), T5 1.1 and FLAN-T5:
 * {@code T5EncoderModel}, and where a checkpoint has its head {@code T5ForSequenceClassification}, whose decoder then stands as one
 * more block above the encoder.
 */
public final class T5Family implements Family {
    static final String WORDS = "shared.weight";
    static final String ENCODER = "encoder.";
    static final String DECODER = "decoder.";
    private static final String HEAD = "classification_head.";
    private static final String PREFIX = "transformer.";
    private static final String FINAL_NORM = "final_layer_norm";
    private static final String DISTANCES = "layer.0.SelfAttention.relative_attention_bias.weight";

    /** Distances have no end; where the numbers of a row's pairs no longer fit into memory does. */
    private static final int LONGEST_ROW = 16_384;

    /** Copies of the word embedding, and a table that no version of T5 has read. */
    private static final Set<String> UNREAD = Set.of(
            "encoder.embed_tokens.weight",
            "decoder.embed_tokens.weight",
            "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");

    @Override
    public String modelType() {
        return "t5";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("dropout_rate", 0.1);
    }

    @Override
    public String lengthKey() {
        return "none";
    }

    @Override
    public Backbone load(ConfigFile file, TensorSource source) {
        T5Config config = T5Config.read(file);
        Checkpoint checkpoint = new Checkpoint(source, PREFIX);
        boolean whole = checkpoint.has(HEAD + "out_proj.weight");
        Weights weights = new Weights(checkpoint.parameters(names(config, whole), UNREAD));
        Dropout dropout = new Dropout();
        List<Block<T5Context>> blocks = new ArrayList<>(IntStream.range(0, config.layers())
                .mapToObj(block -> new T5Block(config, block(ENCODER, block), false, weights, dropout))
                .toList());
        if (whole) {
            blocks.add(new T5Decoder(config, weights, dropout));
        }
        Tensor words = weights.get(WORDS);
        DistanceBias distances = distances(config, ENCODER, weights);
        Norm norm = norm(config, ENCODER, weights);
        return new EncoderBackbone<>(
                new EncoderNames(
                        modelType(), PREFIX, ENCODER + "block.", null, ENCODER + FINAL_NORM, whole ? DECODER : null),
                new EncoderBackbone.Sizes(config.hiddenSize(), LONGEST_ROW),
                new EncoderBackbone.Layers<>(
                        batch -> embedded(batch, words, dropout),
                        batch -> new T5Context(batch, AttentionMask.of(batch).plus(distances.of(batch.tokens())), null),
                        blocks,
                        whole ? null : states -> dropout.apply(norm.apply(states)),
                        dropout),
                weights);
    }

    private static Tensor embedded(TokenBatch batch, Tensor words, Dropout dropout) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(dropout.apply(torch.embedding(words, batch.ids()))); // [rows, tokens, hidden]
        }
    }

    static String block(String stack, int block) {
        return stack + "block." + block + ".";
    }

    static RmsNorm norm(T5Config config, String stack, Weights weights) {
        return new RmsNorm(weights.get(stack + FINAL_NORM + ".weight"), config.epsilon(), RmsNorm.Gain.WEIGHT);
    }

    static DistanceBias distances(T5Config config, String stack, Weights weights) {
        return new DistanceBias(config, weights.get(block(stack, 0) + DISTANCES), stack.equals(ENCODER));
    }

    private static WeightNames names(T5Config config, boolean whole) {
        WeightTable table = new WeightTable().put(WORDS, config.vocabSize(), config.hiddenSize());
        addStack(table, config, ENCODER, config.layers());
        if (whole) {
            addStack(table, config, DECODER, config.decoderLayers());
        }
        return table.names();
    }

    private static void addStack(WeightTable table, T5Config config, String stack, int layers) {
        for (int layer = 0; layer < layers; layer++) {
            String block = block(stack, layer);
            addAttention(table, config, block + "layer.0.", "SelfAttention.");
            if (layer == 0) {
                table.put(block + DISTANCES, config.buckets(), config.heads());
            }
            if (stack.equals(DECODER)) {
                addAttention(table, config, block + "layer.1.", "EncDecAttention.");
            }
            addFeedForward(table, config, block + "layer." + (stack.equals(DECODER) ? 2 : 1) + ".");
        }
        table.norm(stack + FINAL_NORM, config.hiddenSize(), false);
    }

    private static void addAttention(WeightTable table, T5Config config, String layer, String part) {
        long hidden = config.hiddenSize();
        for (String map : new String[] {"q", "k", "v"}) {
            table.linear(layer + part + map, config.innerSize(), hidden, false);
        }
        table.linear(layer + part + "o", hidden, config.innerSize(), false);
        table.norm(layer + "layer_norm", hidden, false);
    }

    private static void addFeedForward(WeightTable table, T5Config config, String layer) {
        String dense = layer + "DenseReluDense.";
        long inner = config.intermediateSize();
        for (String map : config.gated() ? new String[] {"wi_0", "wi_1"} : new String[] {"wi"}) {
            table.linear(dense + map, inner, config.hiddenSize(), false);
        }
        table.linear(dense + "wo", config.hiddenSize(), inner, false);
        table.norm(layer + "layer_norm", config.hiddenSize(), false);
    }

    /** The decoder at the row's last end token, through a dense layer and tanh. */
    @Override
    public HeadLayout head(ConfigFile config) {
        return new HeadLayout(
                new LastToken(T5Config.endTokenId(config)),
                new HeadLayout.Dense(HEAD + "dense", true, Activation.TANH, HeadLayout.Keys.NONE, null),
                new HeadLayout.Projection(HEAD + "out_proj", true));
    }
}
