package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ClusteredTest;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ScoredPair;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;

/**
 * Looks of answers by which one can tell the chosen from the rejected without reading them: what a model trained on this data
 * can learn instead of quality. Among the pairs whose answers differ in a look, how often is the one that has it chosen?
 * Openings and endings are searched, so a phrase need not be known to be found. P-values are adjusted for all that was
 * looked at (Benjamini and Hochberg).
 *
 * @param found those that give the answer away, the most telling first
 * @param tried how many looks were frequent enough to be looked at
 */
public record Giveaways(List<Giveaway> found, int tried) {
    private static final int SHOWN = 10;

    /**
     * @param look what one answer has more of, in words
     * @param pairs whose answers differ in it
     * @param chosen how often the answer with more of it is the chosen one
     * @param adjusted p-value of even odds, adjusted for all that was looked at
     */
    public record Giveaway(String look, int pairs, Interval chosen, double adjusted) {}

    public Giveaways {
        found = List.copyOf(found);
    }

    public static Giveaways of(List<CandidateSet> sets, ClusteredBootstrap bootstrap) {
        List<PreferencePair> pairs =
                sets.stream().flatMap(set -> set.pairs().stream()).toList();
        List<ScoredPair> even = pairs.parallelStream().map(Giveaways::even).toList();
        List<FeatureLean> all = new ArrayList<>(AnswerFeature.ALL.parallelStream()
                .map(feature -> FeatureLean.of(feature.label(), even, ShortcutAudit.signs(pairs, feature::in)))
                .toList());
        all.addAll(PhraseSearch.of(pairs, even));
        List<FeatureLean> enough = all.stream().filter(FeatureLean::isEnough).toList();
        double[] adjusted = ClusteredTest.adjusted(
                enough.stream().mapToDouble(FeatureLean::evenProbability).toArray());
        List<Giveaway> found = IntStream.range(0, enough.size())
                .filter(k -> enough.get(k).givesAway(adjusted[k]))
                .mapToObj(k -> enough.get(k).giveaway(adjusted[k], bootstrap))
                .sorted(Comparator.comparingDouble(
                                (Giveaway one) -> Math.abs(one.chosen().value() - 0.5) * one.pairs())
                        .reversed())
                .limit(SHOWN)
                .toList();
        return new Giveaways(found, enough.size());
    }

    /** A pair of which no model says anything. */
    private static ScoredPair even(PreferencePair pair) {
        return new ScoredPair(
                0, 0, pair.chosen().length(), pair.rejected().length(), PreferenceSplit.groupKey(pair.set()));
    }
}
