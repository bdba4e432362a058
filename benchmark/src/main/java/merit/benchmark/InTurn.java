package merit.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures contestants in turn, A B A B, so that a slow minute of the machine meets all of them, and compares within rounds.
 */
final class InTurn {
    private final int rounds;
    private final PrintStream out;

    InTurn(int rounds, PrintStream out) {
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds: found " + rounds + ", need 1 or more");
        }
        this.rounds = rounds;
        this.out = out;
    }

    List<Series> measure(List<Contestant> contestants) {
        List<List<Double>> rates = contestants.stream()
                .<List<Double>>map(contestant -> new ArrayList<>())
                .toList();
        for (int round = 0; round < rounds; round++) {
            StringBuilder line = new StringBuilder("  round " + (round + 1));
            Machine.Ticks start = Machine.ticks();
            for (int c = 0; c < contestants.size(); c++) {
                Rate rate = contestants.get(c).round().get();
                rates.get(c).add(rate.perSecond());
                line.append(String.format(
                        Locale.ROOT, " · %s %,.0f", contestants.get(c).name(), rate.perSecond()));
            }
            out.println(line + Machine.ticks().stolenSince(start));
        }
        List<Series> series = new ArrayList<>();
        for (int c = 0; c < rates.size(); c++) {
            series.add(new Series(contestants.get(c).name(), rates.get(c)));
        }
        return series;
    }

    /** A table of medians, and the first one's rate as a multiple of each other's. */
    void print(List<Series> series) {
        Series first = series.get(0);
        for (int s = 0; s < series.size(); s++) {
            Series one = series.get(s);
            String ratio =
                    String.format(Locale.ROOT, "%s is %.2f times as fast", first.name(), first.timesAsFastAs(one));
            out.printf(
                    Locale.ROOT,
                    "%-26s %,8.0f real tokens/s   (%,.0f to %,.0f)   %s%n",
                    one.name(),
                    one.median(),
                    one.slowest(),
                    one.fastest(),
                    s == 0 ? "" : ratio);
        }
    }
}
