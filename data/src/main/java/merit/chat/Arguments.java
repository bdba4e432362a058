package merit.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a function, a filter, a test or a macro is called with.
 *
 * @param name what is called, for messages
 * @param values by place
 * @param named by name
 */
record Arguments(String name, List<@Nullable Object> values, Map<String, @Nullable Object> named) {
    static Arguments none(String name) {
        return new Arguments(name, List.of(), Map.of());
    }

    /** An argument that may be missing. */
    @Nullable
    Object get(int place, String argument, @Nullable Object otherwise) {
        if (place < values.size()) {
            return values.get(place);
        }
        return named.containsKey(argument) ? named.get(argument) : otherwise;
    }

    /** An argument that must be there. */
    @Nullable
    Object need(int place, String argument) {
        if (place >= values.size() && !named.containsKey(argument)) {
            throw refused("found no " + argument + ", need one");
        }
        return get(place, argument, null);
    }

    Text text(int place, String argument) {
        if (need(place, argument) instanceof Text text) {
            return text;
        }
        throw refused(argument + ": found " + Values.describe(need(place, argument)) + ", need a text");
    }

    /** A whole number, or what stands for a missing one. */
    long number(int place, String argument, long otherwise) {
        Object value = get(place, argument, otherwise);
        if (value instanceof Long number) {
            return number;
        }
        throw refused(argument + ": found " + Values.describe(value) + ", need a whole number");
    }

    /** Refuses arguments beyond those that are known. */
    Arguments atMost(int places, String... names) {
        if (values.size() > places || !List.of(names).containsAll(named.keySet())) {
            throw ChatTemplateException.unknown(
                    name + " with " + values.size() + " arguments" + (named.isEmpty() ? "" : " and " + named.keySet()));
        }
        return this;
    }

    private ChatTemplateException refused(String message) {
        return new ChatTemplateException("chat template: " + name + ": " + message);
    }
}
