package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import merit.preference.PreferencePair;

/**
 * Accuracy by part of the data: where the model is better or worse than elsewhere. Many parts are looked at, and some differ
 * by chance alone, so their p-values are adjusted together.
 *
 * @param slices grouped by what they were cut by
 * @param notCut what has too many different values to cut by
 */
public record Slices(List<Slice> slices, List<String> notCut) {
    public Slices {
        slices = List.copyOf(slices);
        notCut = List.copyOf(notCut);
    }

    /** Empty where there are no pairs. */
    public static Slices of(List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        List<ScoredPair> scores = ScoredSet.pairsOf(scored);
        List<PreferencePair> pairs =
                scored.stream().flatMap(set -> set.set().pairs().stream()).toList();
        if (pairs.isEmpty()) {
            return new Slices(List.of(), List.of());
        }
        List<Slice> slices = new ArrayList<>();
        List<String> notCut = new ArrayList<>();
        SliceFigures figures = new SliceFigures(scores, bootstrap);
        for (SliceRule rule : SliceRule.of(pairs)) {
            if (rule.isUseful()) {
                slices.addAll(rule.parts().parallelStream()
                        .map(part -> figures.of(rule, part))
                        .toList());
            } else if (rule.parts().size() > 1) {
                notCut.add(rule.by());
            }
        }
        return new Slices(adjusted(slices), notCut);
    }

    /** Those that differ from the rest by more than chance, the lowest accuracy first. */
    public List<Slice> notable() {
        return slices.stream()
                .filter(Slice::isNotable)
                .sorted(Comparator.comparingDouble(slice -> slice.accuracy().value()))
                .toList();
    }

    private static List<Slice> adjusted(List<Slice> slices) {
        int[] ranked = IntStream.range(0, slices.size())
                .filter(k -> !slices.get(k).small())
                .toArray();
        double[] adjusted = ClusteredTest.adjusted(IntStream.of(ranked)
                .mapToDouble(k -> slices.get(k).probability())
                .toArray());
        List<Slice> all = new ArrayList<>(slices);
        for (int r = 0; r < ranked.length; r++) {
            all.set(ranked[r], slices.get(ranked[r]).withAdjusted(adjusted[r]));
        }
        return all;
    }
}
