package merit.tokenizer.conversion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which tokens play a special part: a family's usual ones, as {@code tokenizer_config.json} and the older {@code
 * special_tokens_map.json} change them, and the tokens that were added to the vocabulary.
 */
final class SpecialNames {
    static final String CONFIG = "tokenizer_config.json";
    private static final String MAP = "special_tokens_map.json";
    private static final String ADDED = "added_tokens.json";
    private static final String DECODER = "added_tokens_decoder";

    /** In the order in which transformers gives new ids. */
    private static final List<String> PARTS = List.of("bos", "eos", "unk", "sep", "pad", "cls", "mask");

    private static final List<String> EXTRA = List.of("additional_special_tokens", "extra_special_tokens");

    private final VocabularyFolder folder;
    private final ObjectNode config;
    private final Map<String, AddedToken> named = new LinkedHashMap<>();
    private final List<AddedToken> extra = new ArrayList<>();
    private final Set<String> written = new TreeSet<>();

    private SpecialNames(VocabularyFolder folder) {
        this.folder = folder;
        config = folder.object(CONFIG);
    }

    /**
     * @param usual part and token in turn: {@code "bos", "<s>", ...}
     */
    static SpecialNames read(VocabularyFolder folder, String... usual) {
        SpecialNames names = new SpecialNames(folder);
        for (int i = 0; i < usual.length; i += 2) {
            names.named.put(usual[i], AddedToken.special(usual[i + 1]));
        }
        names.take(names.config);
        if (!names.config.has(DECODER)) {
            names.take(folder.object(MAP));
        }
        return names;
    }

    private void take(ObjectNode file) {
        for (String part : PARTS) {
            JsonNode token = file.path(part + "_token");
            if (token.isNull()) {
                named.remove(part);
            } else if (!token.isMissingNode()) {
                named.put(part, AddedToken.special(token));
                written.add(AddedToken.special(token).text());
            }
        }
        for (String key : EXTRA) {
            file.path(key).values().forEach(token -> extra.add(AddedToken.special(token)));
        }
        extra.forEach(token -> written.add(token.text()));
    }

    /** {@code tokenizer_config.json}, empty where there is none. */
    ObjectNode config() {
        return config;
    }

    /** Whether a setting of {@code tokenizer_config.json} is on. */
    boolean isOn(String setting, boolean usually) {
        JsonNode found = config.path(setting);
        return found.isBoolean() ? found.asBoolean() : usually;
    }

    /** The text of the token that plays a part, or null where none does. */
    @Nullable
    String find(String part) {
        AddedToken token = named.get(part);
        return token == null ? null : token.text();
    }

    /** The text of a token that the family cannot do without. */
    String get(String part) {
        String text = find(part);
        if (text == null) {
            throw folder.wrong(CONFIG, "it names no " + part + "_token, which this family needs");
        }
        return text;
    }

    /** {@code tokenizer_config.json} with the token of every part that is played. */
    ObjectNode completedConfig() {
        ObjectNode completed = config.deepCopy();
        named.forEach((part, token) -> {
            String key = part + "_token";
            if (!AddedToken.special(config.path(key)).text().equals(token.text())) {
                completed.put(key, token.text());
            }
        });
        return completed;
    }

    /** Adds to a vocabulary what stands in the folder's files, in the order in which transformers does. */
    void addTo(AddedTokens tokens) {
        if (config.path(DECODER) instanceof ObjectNode decoder) {
            new TreeMap<>(byId(decoder)).forEach((id, token) -> tokens.add(token, id));
        } else if (folder.has(ADDED)) {
            Map<Integer, AddedToken> byId = new TreeMap<>();
            folder.object(ADDED)
                    .properties()
                    .forEach(entry -> byId.put(entry.getValue().asInt(), added(entry.getKey())));
            byId.forEach((id, token) -> tokens.add(token, id));
        }
        PARTS.stream().map(named::get).filter(Objects::nonNull).forEach(tokens::addIfNew);
        extra.forEach(tokens::addIfNew);
    }

    private static Map<Integer, AddedToken> byId(ObjectNode decoder) {
        Map<Integer, AddedToken> byId = new LinkedHashMap<>();
        decoder.properties()
                .forEach(entry -> byId.put(Integer.valueOf(entry.getKey()), AddedToken.of(entry.getValue())));
        return byId;
    }

    /** transformers looks for it in the text as it was written only where a file names its part. */
    private AddedToken added(String text) {
        boolean special = Stream.concat(named.values().stream(), extra.stream())
                .anyMatch(token -> token.text().equals(text));
        return new AddedToken(text, false, false, false, !written.contains(text), special);
    }
}
