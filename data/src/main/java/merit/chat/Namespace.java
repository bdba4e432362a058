package merit.chat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's {@code namespace()}: names that a loop's turn can set for those after it. Lives as long as one rendering. */
final class Namespace {
    private final Map<String, @Nullable Object> values;

    Namespace(Map<String, @Nullable Object> values) {
        this.values = new HashMap<>(values);
    }

    @Nullable
    Object get(String name) {
        return values.containsKey(name) ? values.get(name) : new Undefined("namespace." + name);
    }

    void set(String name, @Nullable Object value) {
        if (name.startsWith("_")) {
            throw new ChatTemplateException(
                    "chat template: a namespace has no name like " + name + "; need one that starts with a letter");
        }
        values.put(name, value);
    }
}
