package merit.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What servers gave in each scenario, round by round, and the first one's as a multiple of each other's. */
final class ServingTable {
    /**
     * One server in one round.
     *
     * @param rate requests answered a second
     * @param middle latency in milliseconds
     * @param tail the latency that 99% of answers did not exceed
     */
    record Measured(double rate, double middle, double tail) {
        static Measured of(LoadFigures figures) {
            return new Measured(figures.rate(), figures.quantile(0.5), figures.quantile(0.99));
        }
    }

    private final Map<LoadScenario, Map<String, List<Measured>>> all = new LinkedHashMap<>();

    void add(LoadScenario scenario, String name, Measured measured) {
        all.computeIfAbsent(scenario, key -> new LinkedHashMap<>())
                .computeIfAbsent(name, key -> new ArrayList<>())
                .add(measured);
    }

    /**
     * Medians over rounds; ratios are medians of ratios within rounds.
     *
     * @param bare the name of the rounds that had no server
     */
    String text(String bare) {
        StringBuilder text = new StringBuilder();
        all.forEach((scenario, servers) -> {
            List<Measured> first = servers.values().iterator().next();
            text.append(scenario.label()).append('\n');
            servers.forEach((name, rounds) -> text.append(line(name, rounds, name.equals(bare)))
                    .append(rounds == first ? "" : "   " + against(first, rounds, name.equals(bare)))
                    .append('\n'));
        });
        return text.toString();
    }

    private static String line(String name, List<Measured> rounds, boolean bare) {
        Series rates = series(rounds, Measured::rate);
        String rate = String.format(
                Locale.ROOT,
                "  %-12s %7.1f requests/s (%.1f to %.1f)",
                name,
                rates.median(),
                rates.slowest(),
                rates.fastest());
        return bare
                ? rate
                : rate
                        + String.format(
                                Locale.ROOT,
                                " · p50 %.1f ms · p99 %.1f ms",
                                series(rounds, Measured::middle).median(),
                                series(rounds, Measured::tail).median());
    }

    private static String against(List<Measured> first, List<Measured> other, boolean bare) {
        double rate = series(first, Measured::rate).timesAsFastAs(series(other, Measured::rate));
        if (bare) {
            return String.format(Locale.ROOT, "the first gives %.0f %% of it", 100 * rate);
        }
        return String.format(
                Locale.ROOT,
                "the first gives %.2f times as much, at %.2f times the p50 and %.2f times the p99",
                rate,
                series(first, Measured::middle).timesAsFastAs(series(other, Measured::middle)),
                series(first, Measured::tail).timesAsFastAs(series(other, Measured::tail)));
    }

    private static Series series(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
        return new Series("", rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
