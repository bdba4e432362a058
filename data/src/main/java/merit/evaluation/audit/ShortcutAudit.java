package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ClusteredTest;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;

/**
 * Whether rewards follow the look of answers beyond what people's choices do. Needs scores only, no model.
 *
 * <p>A feature is a shortcut where, among the pairs whose answers differ in it, the model sides with the answer that has it
 * clearly more often (or more seldom) than people did, and further from even than people. A model that is merely unsure
 * sides less with what people like, which is not a shortcut. Besides the known features, the openings and endings of the
 * answers themselves are searched, so a phrase need not be known to be found. P-values are adjusted for all that was looked
 * at (Benjamini and Hochberg).
 *
 * @param length how reward and length go together
 * @param known features looked at always
 * @param phrases openings and endings found to sway the model, the strongest first
 * @param phrasesTried how many were frequent enough to be looked at
 */
public record ShortcutAudit(LengthLink length, List<Shortcut> known, List<Shortcut> phrases, int phrasesTried) {
    private static final double RARE = 0.05;
    private static final int PHRASES = 10;

    public ShortcutAudit {
        known = List.copyOf(known);
        phrases = List.copyOf(phrases);
    }

    /** Null where there are no pairs. */
    public static @Nullable ShortcutAudit of(List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        List<ScoredPair> scores = ScoredSet.pairsOf(scored);
        List<PreferencePair> pairs =
                scored.stream().flatMap(set -> set.set().pairs().stream()).toList();
        if (pairs.isEmpty()) {
            return null;
        }
        List<FeatureLean> known = AnswerFeature.ALL.parallelStream()
                .map(feature -> FeatureLean.of(feature.label(), scores, signs(pairs, feature::in)))
                .toList();
        List<FeatureLean> phrases = PhraseSearch.of(pairs, scores);
        List<FeatureLean> all = new ArrayList<>(known);
        all.addAll(phrases);
        int[] ranked = IntStream.range(0, all.size())
                .filter(k -> all.get(k).isEnough())
                .toArray();
        double[] ordered = ClusteredTest.adjusted(
                IntStream.of(ranked).mapToDouble(k -> all.get(k).probability()).toArray());
        double[] adjusted = new double[all.size()];
        Arrays.fill(adjusted, 1);
        for (int r = 0; r < ranked.length; r++) {
            adjusted[ranked[r]] = ordered[r];
        }
        return new ShortcutAudit(
                LengthLink.of(scores),
                IntStream.range(0, known.size())
                        .parallel()
                        .mapToObj(k -> known.get(k).measured(adjusted[k], bootstrap))
                        .toList(),
                strongest(phrases, adjusted, known.size(), bootstrap),
                phrases.size());
    }

    /** Everything found, known features first. */
    public List<Shortcut> found() {
        List<Shortcut> found =
                new ArrayList<>(known.stream().filter(Shortcut::isFound).toList());
        found.addAll(phrases);
        return found;
    }

    private static List<Shortcut> strongest(
            List<FeatureLean> phrases, double[] adjusted, int from, ClusteredBootstrap bootstrap) {
        return IntStream.range(0, phrases.size())
                .filter(k -> adjusted[from + k] < RARE && phrases.get(k).isBeyondPeople())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> phrases.get(k).probability()))
                .limit(PHRASES)
                .map(k -> phrases.get(k).measured(adjusted[from + k], bootstrap))
                .toList();
    }

    /** [pairs]: 1 where the chosen answer has more, -1 where the rejected one has, 0 where they are alike. */
    static int[] signs(List<PreferencePair> pairs, ToIntFunction<String> amount) {
        return pairs.parallelStream()
                .mapToInt(pair -> Integer.compare(amount.applyAsInt(pair.chosen()), amount.applyAsInt(pair.rejected())))
                .toArray();
    }
}
