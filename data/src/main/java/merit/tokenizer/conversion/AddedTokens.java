package merit.tokenizer.conversion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;

/** The added tokens of a tokenizer, each with its id: that of the vocabulary where it is in it, else the next free one. */
final class AddedTokens {
    private final Map<String, Integer> vocabulary;
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Map<Integer, AddedToken> tokens = new TreeMap<>();

    AddedTokens(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Adds a token, or gives it its last form. */
    void add(AddedToken token) {
        if (!token.text().isEmpty()) {
            tokens.put(ids.computeIfAbsent(token.text(), this::newId), token);
        }
    }

    /** Adds a token that is not among the added ones. */
    void addIfNew(AddedToken token) {
        if (!ids.containsKey(token.text())) {
            add(token);
        }
    }

    /**
     * Adds a token whose id is known.
     *
     * @throws IllegalArgumentException where it gets another one
     */
    void add(AddedToken token, int id) {
        add(token);
        if (!token.text().isEmpty() && id(token.text()) != id) {
            throw new IllegalArgumentException("the added token \"" + token.text() + "\" has id " + id
                    + " in the tokenizer's files, need " + id(token.text()) + " after a vocabulary of "
                    + vocabulary.size() + "; restore the files that belong together");
        }
    }

    private int newId(String text) {
        int last = tokens.keySet().stream().reduce(-1, Math::max);
        return vocabulary.getOrDefault(text, Math.max(vocabulary.size(), last + 1));
    }

    /** The id of a token, added or in the vocabulary. */
    int id(String text) {
        Integer id = ids.getOrDefault(text, vocabulary.get(text));
        if (id == null) {
            throw new IllegalArgumentException("the token \"" + text + "\" is not in the tokenizer's vocabulary");
        }
        return id;
    }

    /** Writes them into {@code tokenizer.json}. */
    void writeTo(ArrayNode json) {
        tokens.forEach((id, token) -> token.writeTo(json.addObject(), id));
    }
}
