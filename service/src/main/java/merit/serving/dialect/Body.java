package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The object of a request, read by name and type. What is missing, of another type or no proper text is refused with 422. */
public final class Body {
    private final JsonNode root;

    Body(JsonNode root) {
        this.root = root;
    }

    /** Whether it says anything under this name. */
    public boolean has(String key) {
        JsonNode found = root.get(key);
        return found != null && !found.isNull();
    }

    private JsonNode need(String key, String what) {
        JsonNode found = root.get(key);
        if (found == null || found.isNull()) {
            throw WireException.invalid("\"" + key + "\": found nothing, need " + what);
        }
        return found;
    }

    /** @throws WireException where there is no text of this name */
    public String text(String key) {
        return text(key, need(key, "text"));
    }

    /** The text of this name, or null where there is nothing. */
    public @Nullable String textOrNull(String key) {
        return has(key) ? text(key) : null;
    }

    private static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw WireException.invalid("\"" + name + "\": found " + kind(node) + ", need text");
        }
        String text = node.stringValue();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new WireException(
                        400,
                        ErrorType.VALIDATION,
                        "\"" + name + "\": found half of a surrogate pair at " + i
                                + ", need Unicode text; do not cut text between \\u escapes");
            }
        }
        return text;
    }

    /** A text as a list of one, or a list of texts. */
    public List<String> texts(String key) {
        JsonNode found = need(key, "text or a list of texts");
        return found.isArray() ? texts(key, found) : List.of(text(key, found));
    }

    private static List<String> texts(String key, JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) {
            texts.add(text(key + "[" + texts.size() + "]", item));
        }
        return texts;
    }

    /** Documents: texts, or objects with a {@code text}. */
    public List<String> documents(String key) {
        JsonNode found = need(key, "a list of texts, or of objects with a \"text\"");
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list(key, found)) {
            String name = key + "[" + texts.size() + "]";
            texts.add(item.isObject() ? new Body(item).text("text") : text(name, item));
        }
        return texts;
    }

    private static JsonNode list(String key, JsonNode node) {
        if (!node.isArray()) {
            throw WireException.invalid("\"" + key + "\": found " + kind(node) + ", need a list");
        }
        return node;
    }

    /** The object of this name. */
    public Body object(String key) {
        JsonNode found = need(key, "an object");
        if (!found.isObject()) {
            throw WireException.invalid("\"" + key + "\": found " + kind(found) + ", need an object");
        }
        return new Body(found);
    }

    /** The objects of a list. */
    List<Body> objects(String key) {
        List<Body> objects = new ArrayList<>();
        for (JsonNode item : list(key, need(key, "a list of objects"))) {
            if (!item.isObject()) {
                throw WireException.invalid(
                        "\"" + key + "[" + objects.size() + "]\": found " + kind(item) + ", need an object");
            }
            objects.add(new Body(item));
        }
        return objects;
    }

    public boolean isList(String key) {
        return has(key) && root.get(key).isArray();
    }

    /** What a list holds, list by list; a text in it counts as a list of one. */
    List<List<String>> lists(String key) {
        List<List<String>> lists = new ArrayList<>();
        for (JsonNode item : list(key, need(key, "a list"))) {
            String name = key + "[" + lists.size() + "]";
            lists.add(item.isArray() ? texts(name, item) : List.of(text(name, item)));
        }
        return lists;
    }

    /** Whether the list of this name holds texts and not lists. */
    boolean isListOfTexts(String key) {
        return isList(key) && root.get(key).size() > 0 && root.get(key).get(0).isString();
    }

    public @Nullable Boolean flag(String key) {
        if (!has(key)) {
            return null;
        }
        JsonNode found = root.get(key);
        if (!found.isBoolean()) {
            throw WireException.invalid("\"" + key + "\": found " + kind(found) + ", need true or false");
        }
        return found.booleanValue();
    }

    public boolean flag(String key, boolean otherwise) {
        Boolean found = flag(key);
        return found == null ? otherwise : found;
    }

    public @Nullable Integer integer(String key) {
        if (!has(key)) {
            return null;
        }
        JsonNode found = root.get(key);
        if (!found.isIntegralNumber() || !found.canConvertToInt()) {
            throw WireException.invalid("\"" + key + "\": found " + kind(found) + ", need a whole number");
        }
        return found.intValue();
    }

    /** A prompt: the text of one user turn, or the messages before the response. */
    public Conversation prompt(String key) {
        return isList(key) ? messages(key) : Conversation.ofPrompt(text(key));
    }

    /** Messages whose last one is what is scored. */
    public Conversation answered(String key) {
        Conversation conversation = messages(key);
        List<Message> messages = conversation.messages();
        if (messages.isEmpty() || messages.get(messages.size() - 1).role() != Role.ASSISTANT) {
            throw WireException.invalid(
                    "\"" + key + "\": found no answer at the end, need an assistant's message there");
        }
        return conversation;
    }

    private Conversation messages(String key) {
        List<Message> messages = new ArrayList<>();
        for (Body item : objects(key)) {
            messages.add(message(key + "[" + messages.size() + "]", item));
        }
        return new Conversation(messages);
    }

    private static Message message(String name, Body message) {
        try {
            return new Message(Role.of(message.text("role")), message.content());
        } catch (IllegalArgumentException e) {
            throw WireException.invalid("\"" + name + "\": " + e.getMessage());
        }
    }

    /** Text, or the texts of its parts one after another. */
    private String content() {
        if (!isList("content")) {
            return text("content");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : root.get("content")) {
            if (!part.isObject() || !part.path("type").asString("text").equals("text")) {
                throw WireException.invalid(
                        "\"content\": found " + kind(part) + " that is no text, need parts of text");
            }
            text.append(new Body(part).text("text"));
        }
        return text.toString();
    }

    /** What a value is, in the words of a message. */
    static String kind(@Nullable JsonNode node) {
        if (node == null) {
            return "nothing";
        }
        return switch (node.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> node.toString();
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
            default -> "nothing";
        };
    }
}
