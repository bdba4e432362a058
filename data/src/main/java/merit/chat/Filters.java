package merit.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's filters, and {@code tojson} as transformers has it. */
final class Filters {
    private static final Set<String> NAMES = Set.of(
            "abs",
            "attr",
            "batch",
            "capitalize",
            "center",
            "count",
            "d",
            "default",
            "dictsort",
            "e",
            "escape",
            "filesizeformat",
            "first",
            "float",
            "forceescape",
            "format",
            "groupby",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "max",
            "min",
            "pprint",
            "random",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "slice",
            "sort",
            "string",
            "striptags",
            "sum",
            "title",
            "tojson",
            "trim",
            "truncate",
            "unique",
            "upper",
            "urlencode",
            "urlize",
            "wordcount",
            "wordwrap",
            "xmlattr");

    private static final Set<String> OF_GENERATED =
            Set.of("d", "default", "first", "join", "list", "map", "reject", "rejectattr", "select", "selectattr");

    private Filters() {}

    /** Whether Jinja has it, known here or not. */
    static boolean isFilter(String name) {
        return NAMES.contains(name);
    }

    static @Nullable Object apply(String name, @Nullable Object value, Arguments arguments) {
        if (value instanceof Generated && !OF_GENERATED.contains(name)) {
            throw ChatTemplateException.unknown("the filter " + name + " on what a filter gives, before | list");
        }
        return switch (name) {
            case "trim" -> Values.printed(value).stripped(trimmed(arguments), true, true);
            case "upper" -> Values.printed(value).upper();
            case "lower" -> Values.printed(value).lower();
            case "capitalize" -> TextMethods.capitalized(Values.printed(value));
            case "title" -> title(Values.printed(value));
            case "string" -> Values.printed(value);
            case "replace" ->
                TextMethods.replaced(
                        Values.printed(value),
                        arguments.atMost(3, "old", "new", "count").text(0, "old"),
                        arguments.text(1, "new"),
                        arguments.number(2, "count", -1));
            case "int" -> whole(value, arguments.atMost(1, "default"));
            case "tojson" ->
                Json.write(value, arguments.atMost(0, "indent", "ensure_ascii", "separators", "sort_keys"));
            default -> ofItems(name, value, arguments);
        };
    }

    /** Filters of lists, of mappings, of anything. */
    private static @Nullable Object ofItems(String name, @Nullable Object value, Arguments arguments) {
        return switch (name) {
            case "length", "count" -> Values.length(value);
            case "default", "d" -> otherwise(value, arguments.atMost(2, "default_value", "boolean"));
            case "first" -> end(value, 0);
            case "last" -> end(value, -1);
            case "list" -> Values.items(value);
            case "join" -> join(value, arguments.atMost(1, "d"));
            case "reverse" -> reversed(value);
            case "items" -> new Generated(value instanceof Undefined ? List.of() : Members.pairs(mapping(value)));
            case "dictsort" -> sortedPairs(value, arguments.atMost(0));
            case "tojson" ->
                Json.write(value, arguments.atMost(0, "indent", "ensure_ascii", "separators", "sort_keys"));
            case "map" -> new Generated(mapped(value, arguments));
            case "select", "reject" -> chosen(value, name.equals("select"), null, arguments, 0);
            case "selectattr", "rejectattr" ->
                chosen(value, name.equals("selectattr"), arguments.text(0, "attribute"), arguments, 1);
            default -> throw ChatTemplateException.unknown("the filter " + name);
        };
    }

    private static @Nullable String trimmed(Arguments arguments) {
        return arguments.atMost(1, "chars").get(0, "chars", null) == null
                ? null
                : arguments.text(0, "chars").toString();
    }

    /** Jinja's title is not Python's where a word has an apostrophe. */
    private static Text title(Text text) {
        if (text.toString().chars().allMatch(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '_')) {
            return TextMethods.titled(text);
        }
        throw ChatTemplateException.unknown("the filter title on more than words");
    }

    private static @Nullable Object otherwise(@Nullable Object value, Arguments arguments) {
        boolean missing = value instanceof Undefined
                || (Values.isTrue(arguments.get(1, "boolean", false)) && !Values.isTrue(value));
        return missing ? arguments.get(0, "default_value", Text.EMPTY) : value;
    }

    private static @Nullable Object end(@Nullable Object value, int place) {
        if (value instanceof Generated generated) {
            return generated.takeFirst();
        }
        List<@Nullable Object> items = Values.items(value);
        return items.isEmpty()
                ? new Undefined("the end of an empty list")
                : items.get(place < 0 ? items.size() - 1 : 0);
    }

    private static Text join(@Nullable Object value, Arguments arguments) {
        Object separator = arguments.get(0, "d", Text.EMPTY);
        return joined(Values.printed(separator), Values.items(value));
    }

    static Text joined(Text separator, List<@Nullable Object> items) {
        Text.Builder joined = new Text.Builder();
        for (int i = 0; i < items.size(); i++) {
            joined.add(i == 0 ? Text.EMPTY : separator).add(Values.printed(items.get(i)));
        }
        return joined.text();
    }

    private static @Nullable Object whole(@Nullable Object value, Arguments arguments) {
        if (Values.isNumeric(value)) {
            return Values.number(value).longValue();
        }
        String digits = Values.printed(value).toString().strip();
        if (digits.matches("[+-]?[0-9]{1,15}")) {
            return Long.valueOf(digits);
        }
        if (digits.matches("[A-Za-z ]*")) {
            return arguments.get(0, "default", 0L);
        }
        throw ChatTemplateException.unknown("the filter int on \"" + digits + "\"");
    }

    private static @Nullable Object reversed(@Nullable Object value) {
        List<@Nullable Object> items = Values.items(value);
        List<@Nullable Object> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return value instanceof Text ? Members.joined(reversed) : new Generated(reversed);
    }

    private static Map<?, ?> mapping(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new ChatTemplateException(
                "chat template: found " + Values.describe(value) + ", need a mapping with texts for keys");
    }

    private static List<@Nullable Object> sortedPairs(@Nullable Object value, Arguments arguments) {
        Map<?, ?> map = mapping(value);
        if (!arguments.named().isEmpty() || !map.keySet().stream().allMatch(Text.class::isInstance)) {
            throw ChatTemplateException.unknown("dictsort with options, or of keys that are no texts");
        }
        List<@Nullable Object> pairs = Members.pairs(map);
        pairs.sort(Comparator.comparing(
                pair -> Values.printed(Values.items(pair).get(0)).lower()));
        return pairs;
    }

    private static List<@Nullable Object> mapped(@Nullable Object value, Arguments arguments) {
        List<@Nullable Object> mapped = new ArrayList<>();
        Object attribute = arguments.named().get("attribute");
        for (Object item : Values.items(value)) {
            mapped.add(
                    attribute instanceof Text name && arguments.named().size() == 1
                            ? member(item, name)
                            : apply(arguments.text(0, "filter").toString(), item, rest(arguments, 1)));
        }
        return mapped;
    }

    /** A member, or a member's member: {@code function.name}, {@code 0.text}. */
    private static @Nullable Object member(@Nullable Object item, Text path) {
        Object value = item;
        for (String part : path.toString().split("\\.", -1)) {
            value = Members.item(value, part.matches("[0-9]{1,9}") ? (Object) Long.valueOf(part) : Text.of(part));
        }
        return value;
    }

    private static Generated chosen(
            @Nullable Object value, boolean wanted, @Nullable Text attribute, Arguments arguments, int test) {
        List<@Nullable Object> chosen = new ArrayList<>();
        for (Object item : Values.items(value)) {
            Object looked = attribute == null ? item : member(item, attribute);
            boolean fits = test < arguments.values().size()
                    ? Tests.holds(arguments.text(test, "test").toString(), looked, rest(arguments, test + 1))
                    : Values.isTrue(looked);
            if (fits == wanted) {
                chosen.add(item);
            }
        }
        return new Generated(chosen);
    }

    private static Arguments rest(Arguments arguments, int from) {
        return new Arguments(
                arguments.name(),
                arguments.values().subList(from, arguments.values().size()),
                arguments.named());
    }
}
