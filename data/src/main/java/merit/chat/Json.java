package merit.chat;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code json.dumps(value, ensure_ascii=False)}: what {@code tojson} is to transformers. */
final class Json {
    private final Text.Builder out = new Text.Builder();
    private final long indent;

    private Json(long indent) {
        this.indent = indent;
    }

    static Text write(@Nullable Object value, Arguments arguments) {
        if (Values.isTrue(arguments.get(9, "ensure_ascii", false))
                || arguments.get(9, "separators", null) != null
                || Values.isTrue(arguments.get(9, "sort_keys", false))) {
            throw ChatTemplateException.unknown(
                    "tojson with " + arguments.named().keySet());
        }
        Json json = new Json(arguments.get(9, "indent", null) == null ? -1 : arguments.number(9, "indent", 0));
        json.value(value, 1);
        return json.out.text();
    }

    private void value(@Nullable Object value, int depth) {
        if (value instanceof Text text) {
            text(text);
        } else if (value instanceof List<?> list) {
            list(list, depth);
        } else if (value instanceof Map<?, ?> map) {
            mapping(map, depth);
        } else if (value == null) {
            out.add("null");
        } else if (value instanceof Boolean || value instanceof Long) {
            out.add(value.toString());
        } else if (value instanceof Double number) {
            out.add(Values.decimal(number));
        } else {
            throw new ChatTemplateException(
                    "chat template: tojson: found " + Values.describe(value) + ", need text, number, list or mapping");
        }
    }

    private void list(List<?> list, int depth) {
        out.add("[");
        for (int i = 0; i < list.size(); i++) {
            separate(i > 0, depth);
            value(list.get(i), depth + 1);
        }
        close(list.isEmpty(), depth, "]");
    }

    private void mapping(Map<?, ?> map, int depth) {
        out.add("{");
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        for (boolean more = false; entries.hasNext(); more = true) {
            Map.Entry<?, ?> entry = entries.next();
            separate(more, depth);
            if (!(entry.getKey() instanceof Text key)) {
                throw ChatTemplateException.unknown("tojson of a key that is no text");
            }
            text(key);
            out.add(": ");
            value(entry.getValue(), depth + 1);
        }
        close(map.isEmpty(), depth, "}");
    }

    private void separate(boolean more, int depth) {
        out.add(more ? (indent < 0 ? ", " : ",") : "");
        newLine(depth);
    }

    private void close(boolean empty, int depth, String bracket) {
        if (!empty) {
            newLine(depth - 1);
        }
        out.add(bracket);
    }

    private void newLine(int depth) {
        if (indent >= 0) {
            out.add("\n" + " ".repeat((int) indent * depth));
        }
    }

    private void text(Text text) {
        out.add("\"");
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            String escaped = escaped(text.toString().charAt(i));
            if (escaped != null) {
                out.add(text.part(from, i)).add(Text.of(escaped, text.origin(i)));
                from = i + 1;
            }
        }
        out.add(text.part(from, text.length())).add("\"");
    }

    private static @Nullable String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> c < ' ' ? String.format("\\u%04x", (int) c) : null;
        };
    }
}
