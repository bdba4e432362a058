package merit.backbone.modernbert;

import java.util.ArrayList;
import java.util.List;
import merit.layer.Activation;
import merit.layer.ConfigFile;
import tools.jackson.databind.JsonNode;

/**
 * What {@code config.json} says of a ModernBERT.
 *
 * @param vocabSize rows of the word embedding
 * @param hiddenSize features of a hidden state
 * @param heads of attention, which share the hidden size
 * @param intermediateSize width inside the feed-forward part
 * @param activation of the feed-forward part's gate
 * @param maxPositions the longest row
 * @param padTokenId whose embedding is not trained
 * @param locals for each block, whether it sees near tokens only
 * @param reach how far those see to either side
 * @param globalBase of the rotary positions of blocks that see the whole row
 * @param localBase of the others'
 * @param norms their epsilon and whether they have biases
 * @param attentionBias whether the maps of attention have biases
 * @param feedForwardBias whether those of the feed-forward part have
 */
record ModernBertConfig(
        int vocabSize,
        int hiddenSize,
        int heads,
        int intermediateSize,
        Activation activation,
        int maxPositions,
        int padTokenId,
        List<Boolean> locals,
        int reach,
        double globalBase,
        double localBase,
        Norms norms,
        boolean attentionBias,
        boolean feedForwardBias) {
    private static final String GLOBAL = "full_attention";
    private static final String LOCAL = "sliding_attention";

    /** How all norms are made. */
    record Norms(double epsilon, boolean bias) {
        static Norms read(ConfigFile config) {
            return new Norms(config.epsilon("norm_eps", 1e-5), config.flag("norm_bias", false));
        }
    }

    static ModernBertConfig read(ConfigFile config) {
        int hidden = config.count("hidden_size", 768);
        int heads = config.count("num_attention_heads", 12);
        config.sharedBy("hidden_size", hidden, "num_attention_heads", heads);
        config.only("head_dim", Integer.toString(hidden / heads));
        if (config.has("rope_scaling")) {
            throw config.wrong("rope_scaling is " + config.json().get("rope_scaling")
                    + ", need none: nothing else is supported for model_type modernbert");
        }
        return new ModernBertConfig(
                config.count("vocab_size", 50368),
                hidden,
                heads,
                config.count("intermediate_size", 1152),
                config.activation("hidden_activation", Activation.GELU),
                config.count("max_position_embeddings", 8192),
                config.number("pad_token_id", 50283),
                locals(config),
                config.count("local_attention", 128) / 2,
                base(config, GLOBAL, "global_rope_theta", 160000),
                base(config, LOCAL, "local_rope_theta", 10000),
                Norms.read(config),
                config.flag("attention_bias", false),
                config.flag("mlp_bias", false));
    }

    /** Listed block by block, or every n-th block global, the first too. */
    private static List<Boolean> locals(ConfigFile config) {
        int layers = config.count("num_hidden_layers", 22);
        int every = config.count("global_attn_every_n_layers", 3);
        JsonNode types = config.json().path("layer_types");
        if (types.isArray() && types.size() != layers) {
            throw config.wrong(
                    "layer_types: found " + types.size() + ", need one for each of " + layers + " num_hidden_layers");
        }
        List<Boolean> locals = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            String type = types.isArray() ? types.path(layer).asString("") : layer % every == 0 ? GLOBAL : LOCAL;
            if (!type.equals(GLOBAL) && !type.equals(LOCAL)) {
                throw config.wrong("layer_types: found \"" + type + "\", need " + GLOBAL + " or " + LOCAL);
            }
            locals.add(type.equals(LOCAL));
        }
        return List.copyOf(locals);
    }

    private static double base(ConfigFile config, String kind, String olderKey, double otherwise) {
        JsonNode parameters = config.json().path("rope_parameters").path(kind);
        ConfigFile rope = new ConfigFile(config.source() + ": rope_parameters." + kind, parameters);
        String type = parameters.path("rope_type").asString("default");
        if (!type.equals("default")) {
            throw rope.wrong("rope_type is \"" + type + "\", need default: nothing else is supported for model_type"
                    + " modernbert");
        }
        return parameters.has("rope_theta")
                ? rope.fraction("rope_theta", otherwise)
                : config.fraction(olderKey, otherwise);
    }
}
