package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an ensemble knows what it does not know: pairs on which its members lie far apart should be those that it gets wrong
 * more often. A pair's spread is the root of the sum of the squares of both answers' spreads.
 *
 * @param thirds of the pairs, by their spread, the smallest first
 * @param difference accuracy of the last third less that of the first two
 * @param probability two-sided p-value of "the last third is right as often as the others"
 */
public record SpreadFigures(List<Third> thirds, double difference, double probability) {
    private static final int PARTS = 3;
    private static final double SIGNIFICANT = 0.05;

    /**
     * Pairs of like spread.
     *
     * @param from the least spread among them
     * @param to the largest
     * @param accuracy of the ensemble's reward, ties counted as wrong
     */
    public record Third(double from, double to, int pairs, Interval accuracy) {}

    public SpreadFigures {
        thirds = List.copyOf(thirds);
    }

    /** Null where a score has no spread, or there are fewer than three pairs. */
    public static @Nullable SpreadFigures of(List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        List<ScoredPair> pairs = ScoredSet.pairsOf(scored);
        double[] spreads = scored.stream()
                .flatMap(set -> set.pairSpreads().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (pairs.size() < PARTS || spreads.length != pairs.size()) {
            return null;
        }
        double[] wins = PairMetrics.column(pairs, pair -> pair.difference() > 0 ? 1 : 0);
        int[] order = Order.ascending(spreads);
        List<Third> thirds = new ArrayList<>();
        boolean[] last = new boolean[wins.length];
        for (int part = 0; part < PARTS; part++) {
            int from = part * order.length / PARTS;
            int to = (part + 1) * order.length / PARTS;
            int[] own = IntStream.range(from, to).map(k -> order[k]).toArray();
            thirds.add(new Third(
                    spreads[own[0]],
                    spreads[own[own.length - 1]],
                    own.length,
                    bootstrap.share(
                            Clusters.ofPairs(
                                    IntStream.of(own).mapToObj(pairs::get).toList()),
                            IntStream.of(own).mapToDouble(k -> wins[k]).toArray())));
            for (int k : own) {
                last[k] = part == PARTS - 1;
            }
        }
        return new SpreadFigures(
                thirds,
                mean(wins, last, true) - mean(wins, last, false),
                ClusteredTest.ofDifference(Clusters.ofPairs(pairs), wins, last));
    }

    /** Whether a large spread foretells errors, beyond chance. */
    public boolean foretellsErrors() {
        return difference < 0 && probability < SIGNIFICANT;
    }

    private static double mean(double[] values, boolean[] last, boolean wanted) {
        return IntStream.range(0, values.length)
                .filter(k -> last[k] == wanted)
                .mapToDouble(k -> values[k])
                .average()
                .orElseThrow();
    }
}
