package merit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a value has: by a dot, by brackets, by a slice. */
final class Members {
    private static final Set<String> OF_MAPPINGS = Set.of("get", "items", "keys", "values");
    private static final Set<String> OF_MAPPINGS_UNKNOWN =
            Set.of("clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update");
    private static final Set<String> OF_LISTS_UNKNOWN =
            Set.of("append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort");

    private Members() {}

    /** {@code value.name}. */
    static @Nullable Object attribute(@Nullable Object value, String name) {
        if (value instanceof Undefined undefined) {
            throw undefined.refused();
        }
        if (value instanceof Map<?, ?> map && OF_MAPPINGS.contains(name)) {
            return method(map, name);
        }
        if ((value instanceof Map && OF_MAPPINGS_UNKNOWN.contains(name))
                || (value instanceof List && OF_LISTS_UNKNOWN.contains(name))) {
            throw ChatTemplateException.unknown("the method ." + name + " of " + Values.describe(value));
        }
        if (value instanceof Text text && TextMethods.isMethod(name)) {
            return (Callable) arguments -> TextMethods.call(text, name, arguments);
        }
        return own(value, Text.of(name));
    }

    /** {@code value[key]}. */
    static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
        if (value instanceof Undefined undefined) {
            throw undefined.refused();
        }
        if (value instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        return key instanceof Text name && !(value instanceof Map)
                ? attribute(value, name.toString())
                : own(value, key);
    }

    private static @Nullable Object own(@Nullable Object value, @Nullable Object key) {
        if (value instanceof Map<?, ?> map && key instanceof Text) {
            return map.containsKey(key) ? map.get(key) : new Undefined("a mapping's \"" + key + "\"");
        }
        if (value instanceof Namespace namespace && key instanceof Text) {
            return namespace.get(key.toString());
        }
        if (value instanceof Loop loop && key instanceof Text) {
            return loop.get(key.toString());
        }
        if (key instanceof Long place && (value instanceof List || value instanceof Text)) {
            List<@Nullable Object> items = Values.items(value);
            long index = place < 0 ? place + items.size() : place;
            return index >= 0 && index < items.size()
                    ? items.get((int) index)
                    : new Undefined("item " + place + " of " + Values.describe(value));
        }
        return new Undefined("\"" + Values.printed(key) + "\" of " + Values.describe(value));
    }

    private static Callable method(Map<?, ?> map, String name) {
        return arguments -> switch (name) {
            case "get" -> {
                Object key = arguments.atMost(2).need(0, "key");
                yield map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
            }
            case "keys" -> Values.items(map);
            case "values" -> new ArrayList<@Nullable Object>(map.values());
            default -> pairs(map);
        };
    }

    /** Keys with their values. */
    static List<@Nullable Object> pairs(Map<?, ?> map) {
        List<@Nullable Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> {
            List<@Nullable Object> pair = new ArrayList<>();
            pair.add(key);
            pair.add(value);
            pairs.add(pair);
        });
        return pairs;
    }

    /**
     * {@code value[start:stop:step]}, as Python cuts.
     *
     * @param bounds start, stop and step, each a whole number or null
     */
    static @Nullable Object slice(@Nullable Object value, List<@Nullable Object> bounds) {
        if (!(value instanceof List) && !(value instanceof Text)) {
            throw new ChatTemplateException("chat template: cannot slice " + Values.describe(value) + "; need a list");
        }
        List<@Nullable Object> items = Values.items(value);
        long step = bounds.get(2) == null ? 1 : whole(bounds.get(2));
        if (step == 0) {
            throw new ChatTemplateException("chat template: found a slice's step of 0, need another");
        }
        long least = step > 0 ? 0 : -1;
        long most = least + items.size();
        long start = bound(bounds.get(0), step > 0 ? least : most, items.size(), least, most);
        long stop = bound(bounds.get(1), step > 0 ? most : least, items.size(), least, most);
        List<@Nullable Object> cut = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            cut.add(items.get((int) i));
        }
        return value instanceof Text ? joined(cut) : cut;
    }

    private static long bound(@Nullable Object given, long otherwise, int size, long least, long most) {
        if (given == null) {
            return otherwise;
        }
        long place = whole(given);
        return Math.max(least, Math.min(most, place < 0 ? place + size : place));
    }

    private static long whole(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new ChatTemplateException(
                "chat template: found " + Values.describe(value) + " in a slice, need a number");
    }

    /** Texts as one. */
    static Text joined(List<@Nullable Object> texts) {
        Text.Builder joined = new Text.Builder();
        texts.forEach(text -> joined.add(Values.printed(text)));
        return joined.text();
    }
}
