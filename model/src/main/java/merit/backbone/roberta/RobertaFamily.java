package merit.backbone.roberta;

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
 * RoBERTa (Liu et al., RoBERTa: A Robustly Optimized BERT Pretraining Approach, 2019) and XLM-RoBERTa (Conneau et al.,
 * Unsupervised Cross-lingual Representation Learning at Scale, 2020): the model and its {@code ForSequenceClassification}. A
 * BERT whose positions are counted from the padding id on.
 *
 * @param modelType {@code roberta} or {@code xlm-roberta}
 */
public record RobertaFamily(String modelType) implements Family {
    public static final RobertaFamily ROBERTA = new RobertaFamily("roberta");
    public static final RobertaFamily XLM_ROBERTA = new RobertaFamily("xlm-roberta");

    private static final EncoderConfig.Defaults ROBERTA_BASE =
            new EncoderConfig.Defaults(50265, 0, 768, 12, 12, 3072, 1);
    private static final EncoderConfig.Defaults XLM_ROBERTA_BASE =
            new EncoderConfig.Defaults(30522, 0, 768, 12, 12, 3072, 1);

    @Override
    public String className() {
        return equals(ROBERTA) ? "Roberta" : "XLMRoberta";
    }

    @Override
    public Backbone load(ConfigFile config, TensorSource weights) {
        EncoderConfig sizes = EncoderConfig.read(config, equals(ROBERTA) ? ROBERTA_BASE : XLM_ROBERTA_BASE);
        EncoderNames names = new EncoderNames(modelType, "roberta.", "encoder.layer.", PostNormNames.BERT, null);
        return new PostNormEncoder(sizes, names, PostNormNames.BERT, Positions.FROM_PADDING).load(weights);
    }

    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense("classifier.dense", Activation.TANH, "classifier.out_proj");
    }
}
