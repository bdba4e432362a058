package merit.evaluation.metric;

import java.util.List;
import java.util.stream.IntStream;

/** Measures one slice of the pairs against all others. */
final class SliceFigures {
    private final List<ScoredPair> pairs;
    private final double[] wins;
    private final Clusters clusters;
    private final ClusteredBootstrap bootstrap;

    SliceFigures(List<ScoredPair> pairs, ClusteredBootstrap bootstrap) {
        this.pairs = pairs;
        this.wins = PairMetrics.column(pairs, pair -> pair.difference() > 0 ? 1 : 0);
        this.clusters = Clusters.ofPairs(pairs);
        this.bootstrap = bootstrap;
    }

    Slice of(SliceRule rule, String part) {
        boolean[] inside = new boolean[wins.length];
        for (int k = 0; k < inside.length; k++) {
            inside[k] = rule.values().get(k).equals(part);
        }
        int[] own = IntStream.range(0, inside.length).filter(k -> inside[k]).toArray();
        double elsewhere = IntStream.range(0, inside.length)
                .filter(k -> !inside[k])
                .mapToDouble(k -> wins[k])
                .average()
                .orElseThrow();
        Clusters prompts =
                Clusters.ofPairs(IntStream.of(own).mapToObj(pairs::get).toList());
        Interval accuracy = bootstrap.share(
                prompts, IntStream.of(own).mapToDouble(k -> wins[k]).toArray());
        return new Slice(
                rule.by(),
                part,
                own.length,
                prompts.count(),
                accuracy,
                accuracy.value() - elsewhere,
                ClusteredTest.ofDifference(clusters, wins, inside),
                1,
                prompts.count() < Slice.ENOUGH_PROMPTS);
    }
}
