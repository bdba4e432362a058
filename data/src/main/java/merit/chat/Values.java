package merit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Python makes of values: null for {@code None}, {@link Undefined}, {@code Boolean}, {@code Long}, {@code Double}, {@link Text},
 * {@code List}, {@code Map}, {@link Generated}, {@link Namespace}, {@link Loop}, {@link Callable}.
 */
final class Values {
    private Values() {}

    static boolean isTrue(@Nullable Object value) {
        if (value == null || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof Text text) {
            return text.length() > 0;
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return !(value instanceof Map<?, ?> map) || !map.isEmpty();
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumeric(a) && isNumeric(b)) {
            return number(a).doubleValue() == number(b).doubleValue();
        }
        if (a instanceof Undefined && b instanceof Undefined) {
            return true;
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            boolean same = first.size() == second.size();
            for (int i = 0; same && i < first.size(); i++) {
                same = equal(first.get(i), second.get(i));
            }
            return same;
        }
        if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
            return first.keySet().equals(second.keySet())
                    && first.keySet().stream().allMatch(key -> equal(first.get(key), second.get(key)));
        }
        return Objects.equals(a, b);
    }

    /** Whether it counts; Python's truth values do. */
    static boolean isNumeric(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static Number number(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Number number) {
            return number;
        }
        throw new ChatTemplateException("chat template: found " + describe(value) + ", need a number");
    }

    /** How a value is printed. */
    static Text printed(@Nullable Object value) {
        if (value instanceof Text text) {
            return text;
        }
        if (value instanceof Undefined) {
            return Text.EMPTY;
        }
        if (value == null) {
            return Text.of("None");
        }
        if (value instanceof Boolean truth) {
            return Text.of(truth ? "True" : "False");
        }
        if (value instanceof Long) {
            return Text.of(value.toString());
        }
        if (value instanceof Double number) {
            return Text.of(decimal(number));
        }
        throw ChatTemplateException.unknown(describe(value) + " printed");
    }

    /** As Python writes it, where Java does alike. */
    static String decimal(double number) {
        double size = Math.abs(number);
        if (size != 0 && (size < 1e-3 || size >= 1e7)) {
            throw ChatTemplateException.unknown("the number " + number + " printed");
        }
        return Double.toString(number);
    }

    static List<@Nullable Object> items(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof Generated generated) {
            return generated.takeAll();
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        if (value instanceof Text text) {
            List<@Nullable Object> characters = new ArrayList<>();
            for (int from = 0, to; from < text.length(); from = to) {
                to = from + Character.charCount(text.toString().codePointAt(from));
                characters.add(text.part(from, to));
            }
            return characters;
        }
        throw new ChatTemplateException("chat template: found " + describe(value) + ", need something to go over");
    }

    static long length(@Nullable Object value) {
        if (value instanceof Text text) {
            return text.points();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof Generated) {
            throw ChatTemplateException.unknown("the length of what a filter gives, before | list");
        }
        return items(value).size();
    }

    static boolean contains(@Nullable Object whole, @Nullable Object part) {
        if (whole instanceof Text text) {
            if (part instanceof Text piece) {
                return text.toString().contains(piece.toString());
            }
            throw new ChatTemplateException("chat template: found " + describe(part) + " in a text, need a text");
        }
        if (whole instanceof Map<?, ?> map) {
            return map.containsKey(part);
        }
        if (whole instanceof Generated) {
            throw ChatTemplateException.unknown("\"in\" of what a filter gives, before | list");
        }
        return items(whole).stream().anyMatch(item -> equal(item, part));
    }

    /** Below 0, 0 or above 0. */
    static int compare(@Nullable Object a, @Nullable Object b) {
        if (isNumeric(a) && isNumeric(b)) {
            return Double.compare(number(a).doubleValue(), number(b).doubleValue());
        }
        if (a instanceof Text first && b instanceof Text second) {
            return first.compareTo(second);
        }
        throw new ChatTemplateException(
                "chat template: cannot compare " + describe(a) + " with " + describe(b) + "; need two of a kind");
    }

    /** For messages. */
    static String describe(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Undefined undefined) {
            return undefined.what() + ", which is undefined";
        }
        if (value instanceof Text) {
            return "a text";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof Map) {
            return "a mapping";
        }
        return isNumeric(value) ? value.toString() : "a " + value.getClass().getSimpleName();
    }
}
