package merit.evaluation.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Interval;

/** Numbers as people read them. */
final class Wording {
    private static final DecimalFormatSymbols ROOT = DecimalFormatSymbols.getInstance(Locale.ROOT);

    private Wording() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** {@code 95 %}, {@code 99.5 %}. */
    static String level(double level) {
        return String.format(Locale.ROOT, "%s %%", new DecimalFormat("0.##", ROOT).format(100 * level));
    }

    /** How intervals were made, for the foot of a report. */
    static String method(ClusteredBootstrap bootstrap) {
        String bounds = bootstrap.method() == ClusteredBootstrap.Method.BCA
                ? "bias-corrected and accelerated bounds (BCa)"
                : "percentile bounds";
        return level(bootstrap.level()) + ": bootstrap over prompts, " + count(bootstrap.resamples()) + " resamples, "
                + bounds + ", seed " + bootstrap.seed();
    }

    static String range(Interval share) {
        return share.isBounded()
                ? String.format(Locale.ROOT, "%.1f to %.1f", 100 * share.low(), 100 * share.high())
                : "one prompt gives no interval";
    }

    /** A difference of shares, with its sign, in points of a hundred. */
    static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f", 100 * difference);
    }

    static String pointsRange(Interval difference) {
        return difference.isBounded()
                ? points(difference.low()) + " to " + points(difference.high())
                : "one prompt gives no interval";
    }

    static String number(double value) {
        double size = Math.abs(value);
        String format = size == 0 || size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }

    static String numberRange(Interval value) {
        return value.isBounded() ? number(value.low()) + " to " + number(value.high()) : "one prompt gives no interval";
    }

    /** A change with its sign, two decimals. */
    static String signed(double change) {
        return String.format(Locale.ROOT, "%+.2f", change);
    }

    static String signedRange(Interval change) {
        return change.isBounded()
                ? signed(change.low()) + " to " + signed(change.high())
                : "one prompt gives no interval";
    }

    /** {@code 0.032}, {@code below 0.001}. */
    static String chance(double probability) {
        return probability < 0.001 ? "below 0.001" : precise(probability);
    }

    /** Three decimals: losses and areas. */
    static String precise(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
