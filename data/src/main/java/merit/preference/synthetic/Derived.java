package merit.preference.synthetic;

import java.util.List;
import java.util.Map;

/** A value computed from two others: numbers by +, - or *; from a list's value, so many places on ({@code weekday + days}). */
record Derived(String name, String left, char operator, String right) {

    static Derived of(String name, String expression) {
        String[] parts = expression.split(" ");
        if (parts.length != 3 || parts[1].length() != 1 || "+-*".indexOf(parts[1].charAt(0)) < 0) {
            throw new IllegalArgumentException(
                    "derived value " + name + ": found \"" + expression + "\", need \"left + right\", with +, - or *");
        }
        return new Derived(name, parts[0], parts[1].charAt(0), parts[2]);
    }

    String value(Map<String, String> values, Map<String, Slot> slots) {
        Slot cycle = slots.get(left);
        String start = values.getOrDefault(left, left);
        long second = Long.parseLong(values.getOrDefault(right, right));
        if (cycle != null && !isNumber(start)) {
            List<String> places = cycle.values();
            long step = operator == '-' ? -second : second;
            return places.get((int) Math.floorMod(places.indexOf(start) + step, (long) places.size()));
        }
        long first = Long.parseLong(start);
        return Long.toString(
                switch (operator) {
                    case '+' -> first + second;
                    case '-' -> first - second;
                    default -> first * second;
                });
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
