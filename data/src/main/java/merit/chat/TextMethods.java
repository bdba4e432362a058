package merit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods of Python's {@code str}. */
final class TextMethods {
    /** All that Python has; those beyond {@link #call} are refused when they are called. */
    private static final Set<String> NAMES = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "encode",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "format_map",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill");

    private TextMethods() {}

    static boolean isMethod(String name) {
        return NAMES.contains(name);
    }

    static @Nullable Object call(Text text, String name, Arguments arguments) {
        return switch (name) {
            case "strip" -> text.stripped(set(arguments), true, true);
            case "lstrip" -> text.stripped(set(arguments), true, false);
            case "rstrip" -> text.stripped(set(arguments), false, true);
            case "upper" -> text.upper();
            case "lower" -> text.lower();
            case "capitalize" -> capitalized(text);
            case "title" -> titled(text);
            case "startswith" -> anyOf(arguments).stream().anyMatch(text.toString()::startsWith);
            case "endswith" -> anyOf(arguments).stream().anyMatch(text.toString()::endsWith);
            default -> searched(text, name, arguments);
        };
    }

    /** Methods that look for a part. */
    private static @Nullable Object searched(Text text, String name, Arguments arguments) {
        return switch (name) {
            case "find" -> {
                int found = text.toString()
                        .indexOf(arguments.atMost(1).text(0, "part").toString());
                yield found < 0 ? -1L : (long) text.part(0, found).points();
            }
            case "count" ->
                (long) pieces(text, arguments.atMost(1).text(0, "part"), Long.MAX_VALUE)
                                .size()
                        - 1;
            case "replace" ->
                replaced(
                        text,
                        arguments.atMost(3).text(0, "old"),
                        arguments.text(1, "new"),
                        arguments.number(2, "count", -1));
            case "split" -> split(text, arguments.atMost(2, "sep", "maxsplit"));
            case "rsplit" -> splitFromEnd(text, arguments.atMost(2, "sep", "maxsplit"));
            case "join" -> Filters.joined(text, Values.items(arguments.atMost(1).need(0, "list")));
            case "removeprefix", "removesuffix" ->
                without(text, arguments.atMost(1).text(0, "part").toString(), name.equals("removeprefix"));
            default -> throw ChatTemplateException.unknown("the method ." + name + "() of a text");
        };
    }

    private static Text without(Text text, String part, boolean atStart) {
        if (atStart) {
            return text.toString().startsWith(part) ? text.part(part.length(), text.length()) : text;
        }
        return text.toString().endsWith(part) ? text.part(0, text.length() - part.length()) : text;
    }

    private static @Nullable String set(Arguments arguments) {
        Object given = arguments.atMost(1).get(0, "chars", null);
        return given == null ? null : arguments.text(0, "chars").toString();
    }

    /** One text, or several to choose from. */
    private static List<String> anyOf(Arguments arguments) {
        Object given = arguments.atMost(1).need(0, "part");
        return given instanceof List<?> several
                ? several.stream().map(one -> Values.printed(one).toString()).toList()
                : List.of(arguments.text(0, "part").toString());
    }

    /** What stands between the places of a separator, at most as many cuts. */
    private static List<@Nullable Object> pieces(Text text, Text separator, long cuts) {
        if (separator.length() == 0) {
            throw ChatTemplateException.unknown("an empty text to look for");
        }
        List<@Nullable Object> pieces = new ArrayList<>();
        int from = 0;
        int found = text.toString().indexOf(separator.toString());
        while (found >= 0 && pieces.size() < cuts) {
            pieces.add(text.part(from, found));
            from = found + separator.length();
            found = text.toString().indexOf(separator.toString(), from);
        }
        pieces.add(text.part(from, text.length()));
        return pieces;
    }

    static Text replaced(Text text, Text old, Text replacement, long count) {
        return Filters.joined(replacement, pieces(text, old, count < 0 ? Long.MAX_VALUE : count));
    }

    private static List<@Nullable Object> split(Text text, Arguments arguments) {
        long most = arguments.number(1, "maxsplit", -1);
        long cuts = most < 0 ? Long.MAX_VALUE : most;
        return arguments.get(0, "sep", null) == null ? words(text, cuts) : pieces(text, arguments.text(0, "sep"), cuts);
    }

    private static List<@Nullable Object> words(Text text, long cuts) {
        List<@Nullable Object> words = new ArrayList<>();
        Text rest = text.stripped(null, true, false);
        while (rest.length() > 0) {
            int end = 0;
            while (end < rest.length()
                    && (words.size() >= cuts || !Text.isSpace(rest.toString().codePointAt(end)))) {
                end++;
            }
            words.add(words.size() >= cuts ? rest.stripped(null, false, true) : rest.part(0, end));
            rest = rest.part(end, rest.length()).stripped(null, true, false);
        }
        return words;
    }

    private static List<@Nullable Object> splitFromEnd(Text text, Arguments arguments) {
        Text separator = arguments.text(0, "sep");
        List<@Nullable Object> all = pieces(text, separator, Long.MAX_VALUE);
        long most = arguments.number(1, "maxsplit", -1);
        if (most < 0 || all.size() <= most + 1) {
            return all;
        }
        int kept = all.size() - (int) most;
        List<@Nullable Object> pieces = new ArrayList<>();
        pieces.add(Filters.joined(separator, all.subList(0, kept)));
        pieces.addAll(all.subList(kept, all.size()));
        return pieces;
    }

    static Text capitalized(Text text) {
        int first = text.length() == 0 ? 0 : text.index(1);
        return text.part(0, first).upper().plus(text.part(first, text.length()).lower());
    }

    /** Python's: a letter after anything but a letter is large. */
    static Text titled(Text text) {
        Text.Builder titled = new Text.Builder();
        boolean inside = false;
        for (int i = 0;
                i < text.length();
                i += Character.charCount(text.toString().codePointAt(i))) {
            int point = text.toString().codePointAt(i);
            Text letter = text.part(i, i + Character.charCount(point));
            titled.add(inside ? letter.lower() : letter.upper());
            inside = Character.isLetter(point);
        }
        return titled.text();
    }
}
