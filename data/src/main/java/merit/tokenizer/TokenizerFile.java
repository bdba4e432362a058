package merit.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json} as a tree: what can be read off it, and the two variants that are handed to the library. */
final class TokenizerFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root;
    private final Map<String, Integer> addedTokens = new LinkedHashMap<>();
    private final Map<String, Integer> controlTokens = new LinkedHashMap<>();
    private final Map<String, String> unwritable = new TreeMap<>();

    TokenizerFile(byte[] json) {
        root = readObject(json, "tokenizer.json");
        if (!root.path("model").isObject()) {
            throw new IllegalArgumentException("tokenizer.json has no \"model\": found "
                    + List.copyOf(root.propertyNames()) + "; need the file of a fast tokenizer");
        }
        for (JsonNode token : root.path("added_tokens")) {
            addedTokens.put(token.path("content").asString(), token.path("id").asInt());
            if (token.path("special").asBoolean(false)) {
                controlTokens.put(
                        token.path("content").asString(), token.path("id").asInt());
            }
        }
        String nobodys = "\uFDD0 " + UUID.randomUUID() + " ";
        controlTokens.forEach((text, id) -> unwritable.put(text, nobodys + id + " \uFDD1"));
    }

    static ObjectNode readObject(byte[] json, String what) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + " is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException(what + " is not a JSON object");
    }

    /** Control tokens by their text, with their ids. */
    Map<String, Integer> controlTokens() {
        return controlTokens;
    }

    /** Names of control tokens, by their text, under which {@link #textOnly} knows them. */
    Map<String, String> unwritable() {
        return unwritable;
    }

    /** The id of a control token by its text. */
    OptionalInt controlId(String token) {
        Integer id = controlTokens.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The id of a token by its text, whether added or in the model's own vocabulary. */
    OptionalInt id(String token) {
        Integer added = addedTokens.get(token);
        if (added != null) {
            return OptionalInt.of(added);
        }
        JsonNode vocabulary = root.path("model").path("vocab");
        if (vocabulary.isObject()) {
            JsonNode id = vocabulary.path(token);
            return id.isNumber() ? OptionalInt.of(id.asInt()) : OptionalInt.empty();
        }
        for (int i = 0; i < vocabulary.size(); i++) {
            if (vocabulary.path(i).path(0).asString("").equals(token)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The padding token that the file itself names. */
    OptionalInt paddingId() {
        JsonNode id = root.path("padding").path("pad_id");
        return id.isNumber() ? OptionalInt.of(id.asInt()) : OptionalInt.empty();
    }

    /** One more than the highest id. */
    int vocabularySize() {
        JsonNode vocabulary = root.path("model").path("vocab");
        int size = vocabulary.isArray() ? vocabulary.size() : 0;
        if (vocabulary.isObject()) {
            for (JsonNode id : vocabulary) {
                size = Math.max(size, id.asInt() + 1);
            }
        }
        for (int id : addedTokens.values()) {
            size = Math.max(size, id + 1);
        }
        return size;
    }

    /** The file without its own padding and truncation. */
    String unpadded() {
        return JSON.writeValueAsString(copy());
    }

    /**
     * The same without control tokens that text could reach: each keeps its id and its place, but its text becomes one that
     * nobody can write, in the added tokens and in the model's vocabulary alike (a Unigram or whitespace-splitting model
     * would else find {@code </s>} there).
     */
    String textOnly() {
        ObjectNode copy = copy();
        for (JsonNode token : copy.path("added_tokens")) {
            String name = unwritable.get(token.path("content").asString());
            if (name != null) {
                ((ObjectNode) token).put("content", name);
            }
        }
        ObjectNode model = (ObjectNode) copy.path("model");
        String unknown = unwritable.get(model.path("unk_token").asString(""));
        if (unknown != null) {
            model.put("unk_token", unknown);
        }
        renameVocabulary(model, unwritable);
        dropMerges(model, unwritable.keySet());
        return JSON.writeValueAsString(copy);
    }

    private ObjectNode copy() {
        ObjectNode copy = root.deepCopy();
        copy.putNull("truncation");
        copy.putNull("padding");
        return copy;
    }

    private static void renameVocabulary(ObjectNode model, Map<String, String> renamed) {
        JsonNode vocabulary = model.path("vocab");
        if (vocabulary instanceof ObjectNode byText) {
            renamed.forEach((text, name) -> {
                JsonNode id = byText.remove(text);
                if (id != null) {
                    byText.set(name, id);
                }
            });
        } else {
            for (JsonNode piece : vocabulary) {
                String name = renamed.get(piece.path(0).asString(""));
                if (name != null) {
                    ((ArrayNode) piece).set(0, name);
                }
            }
        }
    }

    /** Merges that would build a control token out of text, as a byte-pair model may hold. */
    private static void dropMerges(ObjectNode model, Set<String> controls) {
        if (!(model.path("merges") instanceof ArrayNode merges)) {
            return;
        }
        List<JsonNode> kept = new ArrayList<>(merges.size());
        for (JsonNode merge : merges) {
            String built = merge.isArray()
                    ? merge.path(0).asString("") + merge.path(1).asString("")
                    : merge.asString("").replace(" ", "");
            if (!controls.contains(built)) {
                kept.add(merge);
            }
        }
        merges.removeAll();
        merges.addAll(kept);
    }
}
