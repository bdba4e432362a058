package merit.backbone.bert;

import merit.layer.Activation;
import merit.layer.Backbone;
import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.tensor.TensorSource;

/** BERT, multilingual or not: {@code BertModel} and {@code BertForSequenceClassification}. */
public final class BertFamily implements Family {
    @Override
    public String modelType() {
        return "bert";
    }

    @Override
    public Backbone load(ConfigFile config, TensorSource weights) {
        return BertBackbone.load(BertConfig.read(config.source(), config.json()), weights);
    }

    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense("bert.pooler.dense", Activation.TANH, "classifier");
    }
}
