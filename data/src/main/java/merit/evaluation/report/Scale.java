package merit.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values to places on a drawing, linear.
 *
 * @param low value drawn at {@code from}
 * @param high value drawn at {@code to}
 * @param step distance of the ticks
 */
record Scale(double low, double high, double step, double from, double to) {
    /** Widened to round numbers, with about {@code ticks} steps of 1, 2 or 5 times a power of ten. */
    static Scale round(double low, double high, int ticks, double from, double to) {
        double reach = high > low ? high - low : Math.max(1e-3, Math.abs(high));
        double rough = reach / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = rough / power <= 1
                ? power
                : rough / power <= 2 ? 2 * power : rough / power <= 5 ? 5 * power : 10 * power;
        double first = Math.floor(low / step) * step;
        double last = Math.ceil(Math.max(high, low + step / 2) / step) * step;
        return new Scale(first, last, step, from, to);
    }

    double at(double value) {
        return from + (to - from) * (value - low) / (high - low);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int k = 0; low + k * step <= high + step / 2; k++) {
            ticks.add(low + k * step);
        }
        return ticks;
    }

    String label(double tick) {
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", tick);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }
}
