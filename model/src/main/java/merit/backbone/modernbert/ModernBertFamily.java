package merit.backbone.modernbert;

import java.util.List;
import java.util.stream.IntStream;
import merit.backbone.encoder.EncoderBackbone;
import merit.backbone.encoder.EncoderNames;
import merit.backbone.modernbert.ModernBertContext.View;
import merit.layer.Activation;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Checkpoint;
import merit.layer.ConfigFile;
import merit.layer.Dropout;
import merit.layer.Embedding;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.layer.LayerNorm;
import merit.layer.Rotary;
import merit.layer.RotaryScaling;
import merit.layer.TokenBatch;
import merit.layer.TokenReading;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;

/**
 * ModernBERT (Warner et al., Smarter, Better, Faster, Longer: A Modern Bidirectional Encoder, 2024): {@code ModernBertModel} and
 * {@code ModernBertForSequenceClassification}. Blocks see the whole row or near tokens only, each kind with its own rotary
 * speeds; norms come before, and no biases unless the configuration asks for them.
 */
public final class ModernBertFamily implements Family {
    static final EncoderNames NAMES = new EncoderNames("modernbert", "model.", "layers.", null, "final_norm.");

    @Override
    public String modelType() {
        return "modernbert";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("mlp_dropout", 0);
    }

    @Override
    public String className() {
        return "ModernBert";
    }

    @Override
    public Backbone load(ConfigFile file, TensorSource source) {
        ModernBertConfig config = ModernBertConfig.read(file);
        Weights weights = new Weights(new Checkpoint(source, NAMES.prefix()).parameters(names(config)));
        Dropout dropout = new Dropout();
        List<ModernBertBlock> blocks = IntStream.range(0, config.locals().size())
                .mapToObj(block -> new ModernBertBlock(config, block, weights, dropout))
                .toList();
        Tensor words = weights.get("embeddings.tok_embeddings.weight");
        LayerNorm norm = weights.layerNorm("embeddings.norm", config.norms().epsilon());
        return new EncoderBackbone<>(
                NAMES,
                new EncoderBackbone.Sizes(config.hiddenSize(), config.maxPositions()),
                new EncoderBackbone.Layers<>(
                        batch -> embedded(batch, words, config.padTokenId(), norm, dropout),
                        batch -> context(batch, config),
                        blocks,
                        weights.layerNorm("final_norm", config.norms().epsilon()),
                        dropout),
                weights);
    }

    private static Tensor embedded(TokenBatch batch, Tensor words, int padTokenId, LayerNorm norm, Dropout dropout) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor found = Embedding.of(words, batch.ids(), padTokenId); // [rows, tokens, hidden]
            return scope.keep(dropout.apply(norm.apply(found)));
        }
    }

    private static ModernBertContext context(TokenBatch batch, ModernBertConfig config) {
        return new ModernBertContext(
                new View(
                        AttentionMask.of(batch),
                        rotary(config, config.globalBase()).of(batch)),
                new View(
                        AttentionMask.near(batch, config.reach()),
                        rotary(config, config.localBase()).of(batch)));
    }

    private static Rotary rotary(ModernBertConfig config, double base) {
        int size = config.hiddenSize() / config.heads();
        return new Rotary(base, size, new RotaryScaling.None(), Rotary.Pairing.HALVES);
    }

    private static WeightNames names(ModernBertConfig config) {
        WeightTable table = new WeightTable();
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        boolean normBias = config.norms().bias();
        table.put("embeddings.tok_embeddings.weight", config.vocabSize(), hidden);
        table.norm("embeddings.norm", hidden, normBias);
        for (int layer = 0; layer < config.locals().size(); layer++) {
            String block = NAMES.block(layer);
            if (layer > 0) {
                table.norm(block + "attn_norm", hidden, normBias);
            }
            table.linear(block + "attn.Wqkv", 3 * hidden, hidden, config.attentionBias());
            table.linear(block + "attn.Wo", hidden, hidden, config.attentionBias());
            table.norm(block + "mlp_norm", hidden, normBias);
            table.linear(block + "mlp.Wi", 2 * inner, hidden, config.feedForwardBias());
            table.linear(block + "mlp.Wo", hidden, inner, config.feedForwardBias());
        }
        return table.norm("final_norm", hidden, normBias).names();
    }

    /** The first token, or the mean, through a dense layer, an activation and a norm. */
    @Override
    public HeadLayout head(ConfigFile config) {
        String pooling = config.text("classifier_pooling", "cls");
        if (!pooling.equals("cls") && !pooling.equals("mean")) {
            throw config.wrong("classifier_pooling is \"" + pooling + "\", need cls or mean");
        }
        ModernBertConfig.Norms norms = ModernBertConfig.Norms.read(config);
        return new HeadLayout(
                pooling.equals("cls") ? TokenReading.FIRST : TokenReading.MEAN,
                new HeadLayout.Dense(
                        "head.dense",
                        config.flag("classifier_bias", false),
                        config.activation("classifier_activation", Activation.GELU),
                        new HeadLayout.Keys("classifier_activation", "classifier_pooling"),
                        new HeadLayout.Norm("head.norm", norms.bias(), norms.epsilon())),
                new HeadLayout.Projection("classifier", true));
    }
}
