package merit.backbone.deberta;

import java.util.List;
import java.util.stream.Stream;
import merit.backbone.encoder.EncoderConfig;
import merit.layer.Activation;
import merit.layer.ConfigFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code config.json} says of a DeBERTa-v2 or v3.
 *
 * @param sizes as of any encoder
 * @param positionsInInput whether positions are added to embeddings
 * @param contentToPosition whether queries look at relative positions ({@code c2p})
 * @param positionToContent whether relative positions look at keys ({@code p2c})
 * @param relative positions, or null for none
 * @param convolution beside the first block, or null for none
 */
record DebertaConfig(
        EncoderConfig sizes,
        boolean positionsInInput,
        boolean contentToPosition,
        boolean positionToContent,
        @Nullable Relative relative,
        @Nullable Convolution convolution) {
    private static final double EPSILON = 1e-7;

    /**
     * Relative positions.
     *
     * @param distance from which on all distances are alike
     * @param buckets in which distances are counted, near ones singly and far ones by their logarithm; 0 for one a distance
     * @param shared whether their keys and queries come from the maps of the words' own
     * @param normalised whether their embeddings pass a norm
     */
    record Relative(int distance, int buckets, boolean shared, boolean normalised) {
        /** Embeddings on either side of zero. */
        int span() {
            return buckets > 0 ? buckets : distance;
        }
    }

    /**
     * @param kernel how many tokens it sees
     * @param groups into which features are parted
     */
    record Convolution(int kernel, int groups, Activation activation) {}

    static DebertaConfig read(ConfigFile config) {
        EncoderConfig.refuseDecoders(config);
        EncoderConfig sizes = sizes(config);
        config.only("attention_head_size", Integer.toString(sizes.hiddenSize() / sizes.heads()));
        config.only("pooler_hidden_size", Integer.toString(sizes.hiddenSize()));
        List<String> types = types(config.json().path("pos_att_type"));
        int kernel = config.number("conv_kernel_size", 0);
        return new DebertaConfig(
                sizes,
                config.flag("position_biased_input", true),
                types.contains("c2p"),
                types.contains("p2c"),
                config.flag("relative_attention", false) ? relative(config, sizes) : null,
                kernel > 0
                        ? new Convolution(
                                kernel, config.count("conv_groups", 1), config.activation("conv_act", Activation.TANH))
                        : null);
    }

    private static EncoderConfig sizes(ConfigFile config) {
        int hidden = config.count("hidden_size", 1536);
        int heads = config.count("num_attention_heads", 24);
        config.sharedBy("hidden_size", hidden, "num_attention_heads", heads);
        return new EncoderConfig(
                config.count("vocab_size", 128100),
                config.count("embedding_size", hidden),
                hidden,
                config.count("num_hidden_layers", 24),
                heads,
                config.count("intermediate_size", 6144),
                config.activation("hidden_act", Activation.GELU),
                config.count("max_position_embeddings", 512),
                config.number("type_vocab_size", 0),
                config.epsilon("layer_norm_eps", EPSILON),
                config.number("pad_token_id", 0));
    }

    private static Relative relative(ConfigFile config, EncoderConfig sizes) {
        int distance = config.number("max_relative_positions", -1);
        return new Relative(
                distance < 1 ? sizes.maxPositions() : distance,
                Math.max(0, config.number("position_buckets", -1)),
                config.flag("share_att_key", false),
                normalised(config));
    }

    /** Whether there is a norm of relative positions; it may be there where nothing uses it. */
    static boolean normalised(ConfigFile config) {
        return Stream.of(config.text("norm_rel_ebd", "none").split("\\|"))
                .anyMatch(part -> part.strip().equalsIgnoreCase("layer_norm"));
    }

    /** A list, or one text with bars. */
    private static List<String> types(JsonNode node) {
        Stream<String> parts = node.isArray()
                ? node.values().stream().map(part -> part.asString(""))
                : Stream.of(node.asString("").split("\\|"));
        return parts.map(part -> part.strip().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    /** By what the square of a product is made smaller: one for each kind of attention. */
    int kinds() {
        return 1 + (contentToPosition ? 1 : 0) + (positionToContent ? 1 : 0);
    }
}
