package merit.tokenizer;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What matters of {@code tokenizer_config.json}: which token plays which part, how long a row the model was made for, how chats are
 * written.
 *
 * @param names token texts by part; only those that are named
 * @param modelMaxLength the longest row, or empty where the file gives none (or the "infinite" placeholder)
 * @param readsSegments whether transformers would hand the model the segments that the tokenizer makes
 * @param cutsStart whether a text that is too long loses its start instead of its end
 * @param chatTemplates in Jinja, by name; a single one is the {@code default}
 */
record TokenizerSettings(
        Map<SpecialToken, String> names,
        OptionalInt modelMaxLength,
        boolean readsSegments,
        boolean cutsStart,
        Map<String, String> chatTemplates) {
    /** Classes of transformers whose models get no segments unless the file says so. */
    private static final Set<String> WITHOUT_SEGMENTS = Set.of(
            "PreTrainedTokenizer",
            "TokenizersBackend",
            "DistilBertTokenizer",
            "RobertaTokenizer",
            "XLMRobertaTokenizer");

    /** transformers writes 10^30 where a tokenizer has no limit. */
    private static final double NO_LIMIT = 1e9;

    static TokenizerSettings read(byte @Nullable [] json) {
        if (json == null) {
            return new TokenizerSettings(Map.of(), OptionalInt.empty(), true, false, Map.of());
        }
        ObjectNode root = TokenizerFile.readObject(json, "tokenizer_config.json");
        Map<SpecialToken, String> names = new EnumMap<>(SpecialToken.class);
        for (SpecialToken token : SpecialToken.values()) {
            JsonNode node = root.path(token.configKey());
            JsonNode text = node.isObject() ? node.path("content") : node;
            if (text.isString()) {
                names.put(token, text.asString());
            }
        }
        double length = root.path("model_max_length").asDouble(0);
        return new TokenizerSettings(
                names,
                length >= 1 && length < NO_LIMIT ? OptionalInt.of((int) length) : OptionalInt.empty(),
                readsSegments(root),
                root.path("truncation_side").asString("").equals("left"),
                chatTemplates(root.path(ChatTemplateFiles.KEY)));
    }

    private static Map<String, String> chatTemplates(JsonNode node) {
        Map<String, String> templates = new LinkedHashMap<>();
        if (node.isString()) {
            templates.put(Tokenizer.DEFAULT_CHAT_TEMPLATE, node.asString());
        }
        for (JsonNode named : node.isArray() ? node : JsonNodeFactory.instance.arrayNode()) {
            templates.put(
                    named.path("name").asString(""), named.path("template").asString(""));
        }
        return templates;
    }

    private static boolean readsSegments(ObjectNode root) {
        JsonNode inputs = root.path("model_input_names");
        if (inputs.isArray()) {
            return inputs.values().stream().anyMatch(input -> input.asString("").equals("token_type_ids"));
        }
        String tokenizer = root.path("tokenizer_class").asString("");
        return !WITHOUT_SEGMENTS.contains(
                tokenizer.endsWith("Fast") ? tokenizer.substring(0, tokenizer.length() - 4) : tokenizer);
    }

    /**
     * A file for a tokenizer that came without one, as far as it can be told; transformers reads it. Without the names of the
     * model's inputs transformers would leave the segments out, and score a pair as if it were one segment.
     */
    static byte[] write(Map<SpecialToken, String> names, int modelMaxLength, boolean segments) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("tokenizer_class", "PreTrainedTokenizerFast");
        root.put("model_max_length", modelMaxLength);
        ArrayNode inputs = root.putArray("model_input_names").add("input_ids");
        if (segments) {
            inputs.add("token_type_ids");
        }
        inputs.add("attention_mask");
        names.forEach((token, text) -> root.put(token.configKey(), text));
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }
}
