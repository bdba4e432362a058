package merit.backbone.gpt;

import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderFamily;
import merit.layer.Activation;
import merit.layer.ConfigFile;

/**
 * What the configurations of GPT-2, GPT-Neo and GPT-J have in common. A key that is not there has transformers' default.
 *
 * @param vocabulary rows of the word embedding
 * @param hidden width of a state
 * @param intermediate width inside the feed-forward part
 * @param layers how many blocks
 * @param heads of attention, which share the hidden size
 * @param positions the longest row
 * @param activation inside the feed-forward part
 * @param epsilon of the norms
 */
record GptConfig(
        int vocabulary,
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int positions,
        Activation activation,
        double epsilon) {
    /** Keys by which a family calls its sizes. */
    record Keys(String hidden, String intermediate, String layers, String heads, String positions) {}

    /** transformers' values for keys that are not there. */
    record Defaults(int vocabulary, int hidden, int layers, int heads, int positions) {}

    static GptConfig read(ConfigFile config, Keys keys, Defaults defaults) {
        DecoderFamily.check(config);
        int hidden = size(config, keys.hidden, "hidden_size", defaults.hidden);
        int heads = size(config, keys.heads, "num_attention_heads", defaults.heads);
        config.sharedBy(keys.hidden, hidden, keys.heads, heads);
        return new GptConfig(
                config.count("vocab_size", defaults.vocabulary),
                hidden,
                config.count(keys.intermediate, 4 * hidden),
                size(config, keys.layers, "num_hidden_layers", defaults.layers),
                heads,
                size(config, keys.positions, "max_position_embeddings", defaults.positions),
                config.activation("activation_function", Activation.GELU_NEW),
                config.epsilon("layer_norm_epsilon", 1e-5));
    }

    /** By the family's own key, or by that which all families know. */
    private static int size(ConfigFile config, String key, String common, int otherwise) {
        return config.has(key) ? config.count(key, otherwise) : config.count(common, otherwise);
    }

    int headSize() {
        return hidden / heads;
    }

    DecoderBackbone.Sizes sizes(String family) {
        return new DecoderBackbone.Sizes(family, hidden, positions);
    }
}
