package merit.preference.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.DropReason;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object with the place where it stands, so that what is missing or wrong in it is named with file and line. */
public record Row(ObjectNode json, Origin origin) {
    /** A failure that names this row. */
    public DataFileException wrong(String message) {
        return DataFileException.at(origin, message);
    }

    /** The value, or null where it is missing or null. */
    public @Nullable JsonNode find(String key) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether there is a value other than null. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /** Whether there is a value other than null and than blank text, which is what a CSV file has for null. */
    boolean hasText(String key) {
        JsonNode value = find(key);
        return value != null && !(value.isString() && value.stringValue().isBlank());
    }

    /** The value, which must be there; {@code hint} ends the message where it is not. */
    public JsonNode need(String key, String hint) {
        JsonNode value = find(key);
        if (value == null) {
            throw wrong("no \"" + key + "\". Found: " + String.join(", ", json.propertyNames()) + ". " + hint);
        }
        return value;
    }

    /** The text, which must be there. */
    public String text(String key, String hint) {
        return text(need(key, hint), key);
    }

    /** The value as a text, which it must be; {@code name} is what a message calls it. */
    public String text(JsonNode value, String name) {
        if (!value.isString()) {
            throw wrong(name + ": found " + Json.kind(value) + ", need text");
        }
        return value.stringValue();
    }

    /** A finite number, or null where there is none. */
    public @Nullable Double number(String key) {
        return hasText(key) ? number(json.path(key), key) : null;
    }

    /** The value as a finite number, which it must be, also written as text. */
    public double number(JsonNode value, String name) {
        double number = Double.NaN;
        if (value.isNumber()) {
            number = value.doubleValue();
        } else if (value.isString()) {
            try {
                number = Double.parseDouble(value.stringValue().strip());
            } catch (NumberFormatException e) {
                throw wrong(name + ": found \"" + value.stringValue() + "\", need a number");
            }
        } else {
            throw wrong(name + ": found " + Json.kind(value) + ", need a number");
        }
        if (!Double.isFinite(number)) {
            throw wrong(name + ": found " + number + ", need a finite number");
        }
        return number;
    }

    /** A list of objects or other values, which must be there. */
    public List<JsonNode> list(String key, String hint) {
        JsonNode value = need(key, hint);
        if (!value.isArray()) {
            throw wrong(key + ": found " + Json.kind(value) + ", need a list");
        }
        return List.copyOf(value.values());
    }

    /** Messages of a list of {@code {role, content}} (or ShareGPT's {@code {from, value}}). */
    public List<Message> messages(JsonNode list, String name) {
        List<Message> messages = new ArrayList<>();
        if (!list.isArray()) {
            throw wrong(name + ": found " + Json.kind(list) + ", need a list of {role, content}");
        }
        for (JsonNode item : list) {
            JsonNode role = item.has("role") ? item.get("role") : item.get("from");
            JsonNode content = item.has("content") ? item.get("content") : item.get("value");
            if (role == null || !role.isString() || content == null || !content.isString()) {
                throw wrong(name + ": found a message that is not {role, content} with texts: " + Excerpt.of(item));
            }
            try {
                messages.add(new Message(Role.of(role.stringValue()), content.stringValue()));
            } catch (IllegalArgumentException e) {
                throw wrong(name + ": " + e.getMessage());
            }
        }
        return messages;
    }

    /** A prompt that holds text, or the row cannot be used. */
    Conversation prompt(List<Message> messages) throws RowDropped {
        if (messages.stream().allMatch(message -> message.content().isBlank())) {
            throw new RowDropped(DropReason.EMPTY_PROMPT);
        }
        return new Conversation(messages);
    }

    /** Everything but the named keys, as plain Java values; nulls are left out. */
    Map<String, Object> metadata(Set<String> without) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        json.properties().forEach(entry -> {
            Object value = Json.plain(entry.getValue());
            if (value != null && !without.contains(entry.getKey())) {
                metadata.put(entry.getKey(), value);
            }
        });
        return metadata;
    }
}
