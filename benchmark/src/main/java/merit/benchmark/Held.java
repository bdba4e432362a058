package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.PairedComparison;
import merit.evaluation.metric.ScoredPair;

/** What one scorer said of held-out pairs, fold after fold. */
final class Held {
    private final String name;
    private final List<List<ScoredPair>> folds = new ArrayList<>();

    Held(String name) {
        this.name = name;
    }

    void add(List<ScoredPair> fold) {
        folds.add(List.copyOf(fold));
    }

    /** Mean of the folds' accuracies; a tie is no win. */
    double meanAccuracy() {
        return folds.stream().mapToDouble(Held::accuracy).average().orElse(Double.NaN);
    }

    static double accuracy(List<ScoredPair> fold) {
        return fold.stream()
                .mapToDouble(pair -> pair.difference() > 0 ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    private List<ScoredPair> pairs() {
        return folds.stream().flatMap(List::stream).toList();
    }

    /** The first scorer's accuracy and the difference to this one, on the folds that this one has. */
    String against(Held first) {
        Held same = new Held(first.name);
        first.folds.subList(0, folds.size()).forEach(same::add);
        PairedComparison comparison = PairedComparison.of(same.pairs(), pairs(), ClusteredBootstrap.STANDARD);
        Interval difference = comparison.difference();
        return String.format(
                Locale.ROOT,
                "%-16s %5.2f %%  (%d folds, %d pairs)   %s %+.2f points (%+.2f to %+.2f)%s",
                name,
                100 * meanAccuracy(),
                folds.size(),
                comparison.pairs(),
                first.name,
                100 * difference.value(),
                100 * difference.low(),
                100 * difference.high(),
                difference.excludes(0) ? "" : ", not clear");
    }

    /** What calibration does to this scorer's probabilities. */
    FoldCalibration calibration() {
        return new FoldCalibration(name, folds);
    }

    /** This scorer's own accuracy with its interval. */
    String alone() {
        Interval accuracy = PairedComparison.of(pairs(), pairs(), ClusteredBootstrap.STANDARD)
                .first();
        return String.format(
                Locale.ROOT,
                "%-16s %5.2f %%  (%d folds, %d pairs)   pooled %.2f %% (%.2f to %.2f)",
                name,
                100 * meanAccuracy(),
                folds.size(),
                pairs().size(),
                100 * accuracy.value(),
                100 * accuracy.low(),
                100 * accuracy.high());
    }
}
