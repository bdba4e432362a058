package merit.backbone.encoder;

import merit.layer.Activation;
import merit.layer.ConfigFile;

/**
 * What {@code config.json} says of an encoder with learned positions.
 *
 * @param vocabSize rows of the word embedding
 * @param embeddingSize features of an embedding
 * @param hiddenSize features of a hidden state
 * @param layers how many blocks
 * @param heads of attention, which share the hidden size
 * @param intermediateSize width inside the feed-forward part
 * @param activation inside the feed-forward part
 * @param maxPositions rows of the position embedding
 * @param typeVocabSize how many segments; 0 where there are none
 * @param layerNormEpsilon added to variances
 * @param padTokenId whose embedding is not trained
 */
public record EncoderConfig(
        int vocabSize,
        int embeddingSize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        Activation activation,
        int maxPositions,
        int typeVocabSize,
        double layerNormEpsilon,
        int padTokenId) {
    /**
     * What transformers assumes of a family where {@code config.json} is silent.
     *
     * @param embeddingSize 0 where it is the hidden size
     */
    public record Defaults(
            int vocabSize,
            int embeddingSize,
            int hiddenSize,
            int layers,
            int heads,
            int intermediateSize,
            int padTokenId) {}

    /** Reads a configuration with the keys that BERT has, too. */
    public static EncoderConfig read(ConfigFile config, Defaults otherwise) {
        refuseDecoders(config);
        int hidden = config.count("hidden_size", otherwise.hiddenSize);
        int heads = config.count("num_attention_heads", otherwise.heads);
        config.sharedBy("hidden_size", hidden, "num_attention_heads", heads);
        return new EncoderConfig(
                config.count("vocab_size", otherwise.vocabSize),
                otherwise.embeddingSize == 0 ? hidden : config.count("embedding_size", otherwise.embeddingSize),
                hidden,
                config.count("num_hidden_layers", otherwise.layers),
                heads,
                config.count("intermediate_size", otherwise.intermediateSize),
                config.activation("hidden_act", Activation.GELU),
                config.count("max_position_embeddings", 512),
                config.count("type_vocab_size", 2),
                config.epsilon("layer_norm_eps", 1e-12),
                config.number("pad_token_id", otherwise.padTokenId));
    }

    /** Refuses settings under which transformers would compute something else than an encoder with learned positions. */
    public static void refuseDecoders(ConfigFile config) {
        config.only("position_embedding_type", "absolute");
        config.only("is_decoder", "false");
        config.only("add_cross_attention", "false");
        config.only("is_encoder_decoder", "false");
    }
}
