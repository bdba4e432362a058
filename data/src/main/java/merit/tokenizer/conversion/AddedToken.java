package merit.tokenizer.conversion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A token that is found in a text before the model reads it.
 *
 * @param text what is found
 * @param singleWord only where it is no part of a word
 * @param takesSpaceBefore with the white space to its left
 * @param takesSpaceAfter with the white space to its right
 * @param normalized in the normalised text, and normalised itself; else in the text as it was written
 * @param special whether it steers the model, and is no text
 */
record AddedToken(
        String text,
        boolean singleWord,
        boolean takesSpaceBefore,
        boolean takesSpaceAfter,
        boolean normalized,
        boolean special) {
    /** A control token. */
    static AddedToken special(String text) {
        return new AddedToken(text, false, false, false, false, true);
    }

    /** A control token as a tokenizer's files write it: its text, or an object. */
    static AddedToken special(JsonNode json) {
        if (!json.isObject()) {
            return special(json.asString(""));
        }
        AddedToken token = of(json);
        return new AddedToken(
                token.text, token.singleWord, token.takesSpaceBefore, token.takesSpaceAfter, token.normalized, true);
    }

    /** A token as an object of a tokenizer's files. */
    static AddedToken of(JsonNode json) {
        boolean special = json.path("special").asBoolean(false);
        return new AddedToken(
                json.path("content").asString(""),
                json.path("single_word").asBoolean(false),
                json.path("lstrip").asBoolean(false),
                json.path("rstrip").asBoolean(false),
                json.path("normalized").asBoolean(!special),
                special);
    }

    /** Writes it into {@code tokenizer.json}. */
    void writeTo(ObjectNode json, int id) {
        json.put("id", id)
                .put("content", text)
                .put("single_word", singleWord)
                .put("lstrip", takesSpaceBefore)
                .put("rstrip", takesSpaceAfter)
                .put("normalized", normalized)
                .put("special", special);
    }
}
