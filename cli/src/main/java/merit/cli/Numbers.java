package merit.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: {@code 64.4 % (60.0 to 68.7)}, {@code 2,310}, {@code 4:12}. */
final class Numbers {
    private Numbers() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 pair}, {@code 2,303 pairs}. */
    static String count(long value, String noun) {
        return count(value) + " " + (value == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        if (noun.endsWith("y") && !noun.endsWith("ey")) {
            return noun.substring(0, noun.length() - 1) + "ies";
        }
        return noun + "s";
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "unknown" : decimal(100 * share, 1) + " %";
    }

    static String percent(double share, double low, double high) {
        return percent(share) + " (" + decimal(100 * low, 1) + " to " + decimal(100 * high, 1) + ")";
    }

    static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }

    static String decimal(double value, double low, double high, int places) {
        return decimal(value, places) + " (" + decimal(low, places) + " to " + decimal(high, places) + ")";
    }

    /** 22.7 M, 135 M, 1.1 B. */
    static String millions(long value) {
        if (value >= 1_000_000_000L) {
            return decimal(value / 1e9, 1) + " B";
        }
        return value >= 1_000_000 ? decimal(value / 1e6, 1) + " M" : count(value);
    }

    /** 276 MB, 1.4 GB. */
    static String bytes(long value) {
        return value >= 1_000_000_000L ? decimal(value / 1e9, 1) + " GB" : decimal(value / 1e6, 0) + " MB";
    }

    /** {@code 4:12}, {@code 1:02:09}. */
    static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
