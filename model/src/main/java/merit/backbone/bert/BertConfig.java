package merit.backbone.bert;

import java.util.Map;
import merit.layer.Activation;
import tools.jackson.databind.JsonNode;

/**
 * What {@code config.json} says of a BERT. A key that is not there has transformers' default; a setting that would compute
 * something else than this backbone does is refused by name.
 *
 * @param vocabSize rows of the word embedding
 * @param hiddenSize width of a hidden state
 * @param layers how many blocks
 * @param heads of attention, which share the hidden size
 * @param intermediateSize width inside the feed-forward part
 * @param activation inside the feed-forward part
 * @param maxPositions the longest row
 * @param typeVocabSize how many segments
 * @param layerNormEpsilon added to variances
 * @param padTokenId whose embedding is not trained
 */
public record BertConfig(
        int vocabSize,
        int hiddenSize,
        int layers,
        int heads,
        int intermediateSize,
        Activation activation,
        int maxPositions,
        int typeVocabSize,
        double layerNormEpsilon,
        int padTokenId) {
    /** Settings under which transformers would compute something else, with the value that is none of that. */
    private static final Map<String, String> ONLY = Map.of(
            "position_embedding_type", "absolute",
            "is_decoder", "false",
            "add_cross_attention", "false",
            "is_encoder_decoder", "false");

    public BertConfig {
        atLeastOne("vocab_size", vocabSize);
        atLeastOne("hidden_size", hiddenSize);
        atLeastOne("num_hidden_layers", layers);
        atLeastOne("num_attention_heads", heads);
        atLeastOne("intermediate_size", intermediateSize);
        atLeastOne("max_position_embeddings", maxPositions);
        atLeastOne("type_vocab_size", typeVocabSize);
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException("hidden_size " + hiddenSize
                    + " is not a multiple of num_attention_heads " + heads + ": need heads of one size");
        }
        if (!(layerNormEpsilon > 0)) {
            throw new IllegalArgumentException("layer_norm_eps: found " + layerNormEpsilon + ", need more than 0");
        }
    }

    /**
     * Reads a configuration.
     *
     * @param source the file, as the user knows it
     */
    public static BertConfig read(String source, JsonNode json) {
        ONLY.forEach((key, need) -> {
            JsonNode found = json.get(key);
            if (found != null && !found.isNull() && !found.asString("").equals(need)) {
                throw new IllegalArgumentException(
                        source + ": " + key + " is " + found + ", need " + need + ": no other BERT is supported");
            }
        });
        try {
            return new BertConfig(
                    number(json, "vocab_size", 30522),
                    number(json, "hidden_size", 768),
                    number(json, "num_hidden_layers", 12),
                    number(json, "num_attention_heads", 12),
                    number(json, "intermediate_size", 3072),
                    Activation.of(source, json.path("hidden_act").asString("gelu")),
                    number(json, "max_position_embeddings", 512),
                    number(json, "type_vocab_size", 2),
                    json.path("layer_norm_eps").asDouble(1e-12),
                    number(json, "pad_token_id", 0));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(message.startsWith(source) ? message : source + ": " + message, e);
        }
    }

    private static int number(JsonNode json, String key, int otherwise) {
        JsonNode found = json.get(key);
        if (found == null || found.isNull()) {
            return otherwise;
        }
        if (!found.isIntegralNumber() || !found.canConvertToInt()) {
            throw new IllegalArgumentException(key + ": found " + found + ", need a whole number");
        }
        return found.asInt();
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + ": found " + value + ", need 1 or more");
        }
    }
}
