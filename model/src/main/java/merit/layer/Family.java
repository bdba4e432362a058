package merit.layer;

import java.util.Locale;
import merit.tensor.TensorSource;

/**
 * A family of models: how its configuration and weights become a backbone, and what its own classifier has above that. One
 * package a family, and one line where all are listed.
 */
public interface Family {
    /** Its {@code model_type} in {@code config.json}. */
    String modelType();

    /**
     * Reads a backbone, which the caller owns.
     *
     * @throws IllegalArgumentException naming every setting that is not supported, and every weight that is missing, unexpected
     *     or misshapen
     */
    Backbone load(ConfigFile config, TensorSource weights);

    /** Its name in transformers' classes: {@code Bert} of {@code BertModel}. */
    default String className() {
        return modelType().substring(0, 1).toUpperCase(Locale.ROOT)
                + modelType().substring(1);
    }

    /** Whether rows that begin alike can share the computing of their beginning: where no token sees what comes after it. */
    default boolean sharesPrefixes() {
        return false;
    }

    /** The probability with which training drops a hidden value, under the family's own key; transformers' where it is not said. */
    default double dropout(ConfigFile config) {
        return config.fraction("hidden_dropout_prob", 0.1);
    }

    /** The key of {@code config.json} that says how long a row may be. */
    default String lengthKey() {
        return "max_position_embeddings";
    }

    /** The head of the family's {@code ...ForSequenceClassification} in transformers. */
    HeadLayout head(ConfigFile config);
}
