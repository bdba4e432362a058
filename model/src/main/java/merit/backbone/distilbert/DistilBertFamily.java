package merit.backbone.distilbert;

import merit.backbone.encoder.EncoderConfig;
import merit.backbone.encoder.EncoderNames;
import merit.backbone.encoder.PostNormEncoder;
import merit.backbone.encoder.PostNormNames;
import merit.backbone.encoder.SummedEmbedding.Positions;
import merit.layer.Activation;
import merit.layer.Backbone;
import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.tensor.TensorSource;

/**
 * DistilBERT (Sanh, Debut, Chaumond and Wolf, DistilBERT, a distilled version of BERT, 2019): {@code DistilBertModel} and {@code
 * DistilBertForSequenceClassification}. A BERT without segments, under names of its own. Sinusoidal positions are stored like
 * learned ones.
 */
public final class DistilBertFamily implements Family {
    private static final double EPSILON = 1e-12;
    private static final PostNormNames PARTS = new PostNormNames(
            "attention.q_lin",
            "attention.k_lin",
            "attention.v_lin",
            "attention.out_lin",
            "sa_layer_norm",
            "ffn.lin1",
            "ffn.lin2",
            "output_layer_norm");
    private static final EncoderNames NAMES =
            new EncoderNames("distilbert", "distilbert.", "transformer.layer.", PARTS, null);

    @Override
    public String modelType() {
        return "distilbert";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("dropout", 0.1);
    }

    @Override
    public String className() {
        return "DistilBert";
    }

    @Override
    public Backbone load(ConfigFile config, TensorSource weights) {
        return new PostNormEncoder(sizes(config), NAMES, PARTS, Positions.FROM_ZERO).load(weights);
    }

    private static EncoderConfig sizes(ConfigFile config) {
        EncoderConfig.refuseDecoders(config);
        int hidden = config.count("dim", config.count("hidden_size", 768));
        int heads = config.count("n_heads", config.count("num_attention_heads", 12));
        config.sharedBy("dim", hidden, "n_heads", heads);
        return new EncoderConfig(
                config.count("vocab_size", 30522),
                hidden,
                hidden,
                config.count("n_layers", config.count("num_hidden_layers", 6)),
                heads,
                config.count("hidden_dim", 3072),
                config.activation("activation", Activation.GELU),
                config.count("max_position_embeddings", 512),
                0,
                EPSILON,
                config.number("pad_token_id", 0));
    }

    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense("pre_classifier", Activation.RELU, "classifier");
    }
}
