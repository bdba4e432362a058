package merit.tokenizer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A padding token, written into a tokenizer's two files. */
record PaddingToken(String text, int id, boolean isNew) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The token's id in a tokenizer, or the next free one. */
    static PaddingToken of(byte[] tokenizerJson, String text) {
        TokenizerFile file = new TokenizerFile(tokenizerJson);
        if (file.controlId(text).isPresent()) {
            return new PaddingToken(text, file.controlId(text).getAsInt(), false);
        }
        if (file.id(text).isPresent()) {
            throw new IllegalArgumentException(
                    "padding token \"" + text + "\": found a token of text, need a control token");
        }
        return new PaddingToken(text, file.vocabularySize(), true);
    }

    byte[] tokenizerJson(byte[] json) {
        if (!isNew) {
            return json;
        }
        ObjectNode root = TokenizerFile.readObject(json, "tokenizer.json");
        ArrayNode added = root.path("added_tokens") instanceof ArrayNode array ? array : root.putArray("added_tokens");
        describe(added.addObject().put("id", id));
        return JSON.writeValueAsBytes(root);
    }

    byte @Nullable [] configJson(byte @Nullable [] json) {
        if (json == null) {
            return null;
        }
        ObjectNode root = TokenizerFile.readObject(json, "tokenizer_config.json");
        root.put(SpecialToken.PAD.configKey(), text);
        if (isNew && root.path("added_tokens_decoder") instanceof ObjectNode decoder) {
            describe(decoder.putObject(Integer.toString(id)));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private void describe(ObjectNode token) {
        token.put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }
}
