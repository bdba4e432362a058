package merit.backbone.bert;

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
 * BERT (Devlin, Chang, Lee and Toutanova, BERT: Pre-training of Deep Bidirectional Transformers, 2019), multilingual or not:
 * {@code BertModel} and {@code BertForSequenceClassification}. The pooler is the head's. Not supported: decoders, cross
 * attention, relative positions.
 */
public final class BertFamily implements Family {
    private static final EncoderConfig.Defaults DEFAULTS = new EncoderConfig.Defaults(30522, 0, 768, 12, 12, 3072, 0);
    private static final EncoderNames NAMES =
            new EncoderNames("bert", "bert.", "encoder.layer.", PostNormNames.BERT, null);

    @Override
    public String modelType() {
        return "bert";
    }

    /** What a configuration asks for. */
    public static PostNormEncoder encoder(ConfigFile config) {
        return new PostNormEncoder(
                EncoderConfig.read(config, DEFAULTS), NAMES, PostNormNames.BERT, Positions.FROM_ZERO);
    }

    @Override
    public Backbone load(ConfigFile config, TensorSource weights) {
        return encoder(config).load(weights);
    }

    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense("bert.pooler.dense", Activation.TANH, "classifier");
    }
}
