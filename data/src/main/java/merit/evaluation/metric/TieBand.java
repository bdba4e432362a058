package merit.evaluation.metric;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Differences so small that the two answers are best called equal.
 *
 * @param sureness a pair below this probability lies inside; 0.6 is three right for two wrong
 * @param width differences below it lie inside, in the unit of the rewards
 * @param pairs of the data that lie inside, each judged by a temperature fitted on others
 * @param accuracy on those pairs, ties half; null where none lies inside
 */
public record TieBand(
        double sureness, double width, int pairs, @Nullable Interval accuracy) {
    static final double SURENESS = 0.6;

    /** @param inside whether the pair at an index lies in the band */
    static TieBand of(List<ScoredPair> pairs, double temperature, IntPredicate inside, ClusteredBootstrap bootstrap) {
        List<ScoredPair> close = IntStream.range(0, pairs.size())
                .filter(inside)
                .mapToObj(pairs::get)
                .toList();
        double[] right = PairMetrics.credits(PairMetrics.column(close, ScoredPair::difference));
        return new TieBand(
                SURENESS,
                temperature * Math.log(SURENESS / (1 - SURENESS)),
                close.size(),
                close.isEmpty() ? null : bootstrap.share(Clusters.ofPairs(close), right));
    }
}
