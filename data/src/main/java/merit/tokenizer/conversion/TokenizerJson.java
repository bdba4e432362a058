package merit.tokenizer.conversion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a {@code tokenizer.json}, put together. */
final class TokenizerJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECOND = ":1";

    private final ObjectNode root = object("{'version': '1.0', 'truncation': null, 'padding': null}");
    private final SpecialNames names;
    private final AddedTokens tokens;

    /**
     * @param names the tokens that play a special part
     * @param model the model's part
     * @param vocabulary ids by piece, those of the model
     */
    TokenizerJson(SpecialNames names, ObjectNode model, Map<String, Integer> vocabulary) {
        this.names = names;
        tokens = new AddedTokens(vocabulary);
        root.putArray("added_tokens");
        for (String part : List.of("normalizer", "pre_tokenizer", "post_processor", "decoder")) {
            root.putNull(part);
        }
        root.set("model", model);
    }

    /** JSON with ' for ", in which each %s is a value written as JSON. */
    static ObjectNode object(String text, Object... values) {
        Object[] written = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            written[i] = JSON.writeValueAsString(values[i]);
        }
        return (ObjectNode) JSON.readTree(String.format(text.replace('\'', '"'), written));
    }

    /** Several steps, one after the other. */
    static ObjectNode sequence(String steps, List<ObjectNode> parts) {
        ObjectNode sequence = object("{'type': 'Sequence'}");
        sequence.putArray(steps).addAll(parts);
        return sequence;
    }

    TokenizerJson with(String part, JsonNode value) {
        root.set(part, value);
        return this;
    }

    SpecialNames names() {
        return names;
    }

    AddedTokens tokens() {
        return tokens;
    }

    /** Adds the tokens that the folder's files name. */
    TokenizerJson withNamed() {
        names.addTo(tokens);
        return this;
    }

    /**
     * What is put around a text, and around and between two.
     *
     * @param single control tokens, and $A for the text
     * @param pair the same with $B; what ends in :1 is of the second segment
     */
    TokenizerJson template(List<String> single, List<String> pair) {
        ObjectNode template = object("{'type': 'TemplateProcessing'}");
        ObjectNode specials = object("{}");
        write(single, template.putArray("single"), specials);
        write(pair, template.putArray("pair"), specials);
        template.set("special_tokens", specials);
        return with("post_processor", template);
    }

    private void write(List<String> items, ArrayNode into, ObjectNode specials) {
        for (String item : items) {
            int segment = item.endsWith(SECOND) ? 1 : 0;
            String text = item.substring(0, item.length() - segment * SECOND.length());
            boolean sequence = text.equals("$A") || text.equals("$B");
            into.addObject()
                    .putObject(sequence ? "Sequence" : "SpecialToken")
                    .put("id", sequence ? text.substring(1) : text)
                    .put("type_id", segment);
            if (!sequence) {
                specials.set(text, object("{'id': %s, 'ids': [%s], 'tokens': [%s]}", text, tokens.id(text), text));
            }
        }
    }

    /** Control tokens before and after each text where {@code add_bos_token} and {@code add_eos_token} ask for them. */
    TokenizerJson bounds() {
        String before = names.isOn("add_bos_token", false) ? names.find("bos") : null;
        String after = names.isOn("add_eos_token", false) ? names.find("eos") : null;
        List<String> single = new ArrayList<>();
        List<String> second = new ArrayList<>();
        if (before != null) {
            single.add(before);
            second.add(before + SECOND);
        }
        single.add("$A");
        second.add("$B" + SECOND);
        if (after != null) {
            single.add(after);
            second.add(after + SECOND);
        }
        List<String> pair = new ArrayList<>(single);
        pair.addAll(second);
        return template(single, pair);
    }

    /** The whole file. */
    byte[] bytes() {
        tokens.writeTo(root.withArray("added_tokens"));
        return JSON.writeValueAsBytes(root);
    }
}
