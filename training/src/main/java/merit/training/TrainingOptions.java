package merit.training;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The flat view of {@link TrainingConfig}: every setting by the name that TRL and transformers give it
 * ({@code learning_rate}), whichever record holds it. The name of an option is the name of its record component in snake case;
 * names in kebab case ({@code learning-rate}) are read too.
 */
public final class TrainingOptions {
    private TrainingOptions() {}

    /** Every option with its value, in the order of the records. Values are numbers, booleans or strings. */
    public static Map<String, Object> of(TrainingConfig config) {
        Map<String, Object> options = new LinkedHashMap<>();
        collect(config, options);
        return options;
    }

    /** The names of all options. */
    public static Set<String> names() {
        return of(TrainingConfig.DEFAULT).keySet();
    }

    /**
     * A configuration with some settings changed.
     *
     * @param changes by option name; values of the option's own type, or its text
     * @throws IllegalArgumentException where a name is unknown (it names the nearest one) or a value does not fit
     */
    public static TrainingConfig with(TrainingConfig config, Map<String, ?> changes) {
        Map<String, Object> open = new LinkedHashMap<>();
        changes.forEach((name, value) -> open.put(name.replace('-', '_'), value));
        Set<String> known = names();
        for (String name : open.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown option \"" + name + "\". Did you mean " + nearest(name, known) + "?");
            }
        }
        return rebuilt(config, open);
    }

    /** The known name that takes the fewest edits. */
    public static String nearest(String name, Set<String> known) {
        return known.stream()
                .min((a, b) -> Integer.compare(edits(name, a), edits(name, b)))
                .orElseThrow();
    }

    private static void collect(Record part, Map<String, Object> options) {
        for (RecordComponent component : part.getClass().getRecordComponents()) {
            Object value = value(part, component);
            if (value instanceof Record inner) {
                collect(inner, options);
            } else {
                options.put(snake(component.getName()), value instanceof Enum<?> e ? lower(e) : value);
            }
        }
    }

    private static <R extends Record> R rebuilt(R part, Map<String, Object> changes) {
        RecordComponent[] components = part.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object old = value(part, components[i]);
            String name = snake(components[i].getName());
            if (old instanceof Record inner) {
                values[i] = rebuilt(inner, changes);
            } else {
                values[i] = changes.containsKey(name) ? converted(name, changes.get(name), old.getClass()) : old;
            }
        }
        return construct(part, components, values);
    }

    private static <R extends Record> R construct(R part, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked") // the class of an R makes Rs
            R rebuilt = (R) part.getClass().getDeclaredConstructor(types).newInstance(values);
            return rebuilt;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(part.getClass().getSimpleName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(part.getClass().getSimpleName(), e);
        }
    }

    private static Object value(Record part, RecordComponent component) {
        try {
            return component.getAccessor().invoke(part);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName(), e);
        }
    }

    private static Object converted(String name, Object value, Class<?> type) {
        String text = String.valueOf(value).strip();
        try {
            if (type.isEnum()) {
                return constant(name, text, type);
            }
            return switch (type.getSimpleName()) {
                case "Integer" -> Integer.valueOf(text);
                case "Long" -> Long.valueOf(text);
                case "Double" -> Double.valueOf(text);
                case "Boolean" -> truth(name, text);
                default -> text;
            };
        } catch (NumberFormatException e) {
            String need = type == Double.class ? "a number" : "a whole number";
            throw new IllegalArgumentException(name + ": found \"" + text + "\", need " + need, e);
        }
    }

    private static boolean truth(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException(name + ": found \"" + text + "\", need true or false");
        };
    }

    private static Object constant(String name, String text, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (lower((Enum<?>) constant).equals(text.toLowerCase(Locale.ROOT).replace('-', '_'))) {
                return constant;
            }
        }
        String need = String.join(
                ", ", Arrays.stream(constants).map(c -> lower((Enum<?>) c)).toList());
        throw new IllegalArgumentException(name + ": found \"" + text + "\", need one of " + need);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z]|(?<=[a-z])[0-9](?=[A-Z]))", "_$1").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
