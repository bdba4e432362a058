package merit.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's tests: {@code is defined}, {@code is string} and their kind. */
final class Tests {
    private static final Set<String> NAMES = Set.of(
            "!=",
            "<",
            "<=",
            "==",
            ">",
            ">=",
            "boolean",
            "callable",
            "defined",
            "divisibleby",
            "eq",
            "equalto",
            "escaped",
            "even",
            "false",
            "filter",
            "float",
            "ge",
            "greaterthan",
            "gt",
            "in",
            "integer",
            "iterable",
            "le",
            "lessthan",
            "lower",
            "lt",
            "mapping",
            "ne",
            "none",
            "number",
            "odd",
            "sameas",
            "sequence",
            "string",
            "test",
            "true",
            "undefined",
            "upper");

    private Tests() {}

    /** Whether Jinja has it, known here or not. */
    static boolean isTest(String name) {
        return NAMES.contains(name);
    }

    static boolean holds(String name, @Nullable Object value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "true" -> value instanceof Boolean truth && truth;
            case "false" -> value instanceof Boolean truth && !truth;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof Text;
            case "mapping" -> value instanceof Map;
            case "iterable", "sequence" ->
                (value instanceof Generated && name.equals("iterable"))
                        || value instanceof Text
                        || value instanceof List
                        || value instanceof Map
                        || value instanceof Undefined;
            case "callable" -> value instanceof Callable;
            default -> computed(name, value, arguments);
        };
    }

    /** Tests of numbers, and comparisons. */
    private static boolean computed(String name, @Nullable Object value, Arguments arguments) {
        return switch (name) {
            case "number" -> Values.isNumeric(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "odd" -> whole(value) % 2 != 0;
            case "even" -> whole(value) % 2 == 0;
            case "divisibleby" -> whole(value) % whole(arguments.need(0, "number")) == 0;
            case "eq",
                    "equalto",
                    "==",
                    "ne",
                    "!=",
                    "lt",
                    "lessthan",
                    "<",
                    "le",
                    "<=",
                    "gt",
                    "greaterthan",
                    ">",
                    "ge",
                    ">=",
                    "in" ->
                Operators.compare(operator(name), value, arguments.atMost(1).need(0, "other"));
            default -> throw ChatTemplateException.unknown("the test " + name);
        };
    }

    private static String operator(String name) {
        return switch (name) {
            case "eq", "equalto" -> "==";
            case "ne" -> "!=";
            case "lt", "lessthan" -> "<";
            case "le" -> "<=";
            case "gt", "greaterthan" -> ">";
            case "ge" -> ">=";
            default -> name;
        };
    }

    private static long whole(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new ChatTemplateException("chat template: found " + Values.describe(value) + ", need a whole number");
    }
}
