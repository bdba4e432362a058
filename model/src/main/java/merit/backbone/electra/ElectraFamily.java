package merit.backbone.electra;

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
 * ELECTRA (Clark, Luong, Le and Manning, ELECTRA: Pre-training Text Encoders as Discriminators, 2020): {@code ElectraModel} and
 * {@code ElectraForSequenceClassification}. A BERT whose embeddings may be narrower than its states.
 */
public final class ElectraFamily implements Family {
    private static final EncoderConfig.Defaults DEFAULTS = new EncoderConfig.Defaults(30522, 128, 256, 12, 4, 1024, 0);
    private static final EncoderNames NAMES =
            new EncoderNames("electra", "electra.", "encoder.layer.", PostNormNames.BERT, null);

    @Override
    public String modelType() {
        return "electra";
    }

    @Override
    public Backbone load(ConfigFile config, TensorSource weights) {
        EncoderConfig sizes = EncoderConfig.read(config, DEFAULTS);
        return new PostNormEncoder(sizes, NAMES, PostNormNames.BERT, Positions.FROM_ZERO).load(weights);
    }

    /** GELU, whatever {@code hidden_act} says. */
    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense("classifier.dense", Activation.GELU, "classifier.out_proj");
    }
}
