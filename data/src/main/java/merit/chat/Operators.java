package merit.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's operators on what templates compute with. What Python refuses is refused. */
final class Operators {
    /** Beyond it a whole number is not what Python's would be. */
    private static final double EXACT = 1L << 53;

    private Operators() {}

    static @Nullable Object binary(String operator, @Nullable Object a, @Nullable Object b) {
        if (operator.equals("~")) {
            return Values.printed(a).plus(Values.printed(b));
        }
        if (operator.equals("+") && a instanceof Text first && b instanceof Text second) {
            return first.plus(second);
        }
        if (operator.equals("+") && a instanceof List<?> first && b instanceof List<?> second) {
            List<@Nullable Object> both = new ArrayList<>(first);
            both.addAll(second);
            return both;
        }
        if (operator.equals("*") && a instanceof Text text && b instanceof Long times) {
            return repeated(text, times);
        }
        if (a instanceof Undefined undefined) {
            throw undefined.refused();
        }
        if (b instanceof Undefined undefined) {
            throw undefined.refused();
        }
        if (operator.equals("%") && a instanceof Text) {
            throw ChatTemplateException.unknown("a text with % (printf)");
        }
        if (!Values.isNumeric(a) || !Values.isNumeric(b)) {
            throw new ChatTemplateException("chat template: cannot compute " + Values.describe(a) + " " + operator + " "
                    + Values.describe(b) + "; need two numbers or two texts");
        }
        return numeric(operator, Values.number(a), Values.number(b));
    }

    private static Text repeated(Text text, long times) {
        Text.Builder repeated = new Text.Builder();
        for (long i = 0; i < times; i++) {
            repeated.add(text);
        }
        return repeated.text();
    }

    private static Number numeric(String operator, Number a, Number b) {
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (y == 0 && List.of("/", "//", "%").contains(operator)) {
            throw new ChatTemplateException("chat template: found a division by 0, need another number");
        }
        boolean whole = a instanceof Long && b instanceof Long;
        double result = switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - y * Math.floor(x / y);
            case "**" -> Math.pow(x, y);
            default -> throw ChatTemplateException.unknown("the operator " + operator);
        };
        if (!whole || operator.equals("/") || (operator.equals("**") && y < 0)) {
            return result;
        }
        if (Math.abs(result) > EXACT) {
            throw ChatTemplateException.unknown("a number above 2^53");
        }
        return (long) result;
    }

    static Number negated(@Nullable Object value) {
        Number number = Values.number(value);
        return number instanceof Long whole ? (Number) (-whole) : (Number) (-number.doubleValue());
    }

    /** {@code ==}, {@code <}, {@code in} and their kind. */
    static boolean compare(String operator, @Nullable Object a, @Nullable Object b) {
        return switch (operator) {
            case "==" -> Values.equal(a, b);
            case "!=" -> !Values.equal(a, b);
            case "in" -> Values.contains(b, a);
            case "not in" -> !Values.contains(b, a);
            case "<" -> Values.compare(a, b) < 0;
            case "<=" -> Values.compare(a, b) <= 0;
            case ">" -> Values.compare(a, b) > 0;
            case ">=" -> Values.compare(a, b) >= 0;
            default -> throw ChatTemplateException.unknown("the operator " + operator);
        };
    }
}
