package merit.backbone.t5;

import merit.layer.Activation;
import merit.layer.ConfigFile;

/**
 * What {@code config.json} says of a T5.
 *
 * @param vocabSize rows of the word embedding, which encoder and decoder share
 * @param hiddenSize features of a hidden state ({@code d_model})
 * @param layers blocks of the encoder
 * @param decoderLayers blocks of the decoder
 * @param heads of attention
 * @param headSize features of a head ({@code d_kv}); not always the hidden size shared by the heads
 * @param intermediateSize width inside the feed-forward part ({@code d_ff})
 * @param activation inside the feed-forward part
 * @param gated whether a second map of the input is multiplied with what the activation gives (T5 1.1, FLAN-T5)
 * @param buckets of distances between tokens
 * @param distance from which all distances share the last bucket
 * @param epsilon added to mean squares
 * @param startTokenId what the decoder reads first
 * @param endTokenId at which the classifier reads the decoder
 */
record T5Config(
        int vocabSize,
        int hiddenSize,
        int layers,
        int decoderLayers,
        int heads,
        int headSize,
        int intermediateSize,
        Activation activation,
        boolean gated,
        int buckets,
        int distance,
        double epsilon,
        int startTokenId,
        int endTokenId) {
    private static final String PROJECTION = "feed_forward_proj";
    private static final String GATED = "gated-";

    static T5Config read(ConfigFile config) {
        config.only("is_decoder", "false");
        int layers = config.count("num_layers", 6);
        int buckets = config.count("relative_attention_num_buckets", 32);
        int distance = config.count("relative_attention_max_distance", 128);
        if (buckets < 4 || distance <= buckets / 2) {
            throw config.wrong("relative_attention_num_buckets is " + buckets + " with relative_attention_max_distance "
                    + distance + ", need 4 buckets or more, and a distance above half of them");
        }
        String projection = config.text(PROJECTION, "relu");
        return new T5Config(
                config.count("vocab_size", 32128),
                config.count("d_model", 512),
                layers,
                config.count("num_decoder_layers", layers),
                config.count("num_heads", 8),
                config.count("d_kv", 64),
                config.count("d_ff", 2048),
                activation(config, projection),
                projection.startsWith(GATED),
                buckets,
                distance,
                config.epsilon("layer_norm_epsilon", 1e-6),
                config.number("decoder_start_token_id", 0),
                endTokenId(config));
    }

    /** The token at which the classifier reads the decoder. */
    static int endTokenId(ConfigFile config) {
        return config.number("eos_token_id", 1);
    }

    /** {@code gated-gelu} has always meant the approximation by tanh. */
    private static Activation activation(ConfigFile config, String projection) {
        String name = projection.startsWith(GATED) ? projection.substring(GATED.length()) : projection;
        return Activation.named(projection.equals("gated-gelu") ? Activation.GELU_NEW.wireName() : name)
                .orElseThrow(() -> config.wrong(PROJECTION + " is \"" + projection
                        + "\", need gated- or nothing, and then one of " + Activation.names()));
    }

    /** Features of all heads together. */
    int innerSize() {
        return heads * headSize;
    }
}
