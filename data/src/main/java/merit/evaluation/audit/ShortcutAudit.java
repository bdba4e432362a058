package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import merit.evaluation.audit.FeatureLean.Adjusted;
import merit.evaluation.audit.Shortcut.Verdict;
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
 * sides less with what people like, which is not a shortcut. Where the feature alone tells the chosen answer and the model
 * sides with it alike, the data cannot say whether the model likes the look or knows better, and that is said. Besides the
 * known features, the openings and endings of the answers themselves are searched, so a phrase need not be known to be
 * found. P-values are adjusted for all that was looked at (Benjamini and Hochberg).
 *
 * @param length how reward and length go together
 * @param known features looked at always
 * @param phrases openings and endings of which something was found, the strongest first
 * @param phrasesTried how many were frequent enough to be looked at
 */
public record ShortcutAudit(LengthLink length, List<Shortcut> known, List<Shortcut> phrases, int phrasesTried) {
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
        double[] lean = adjusted(all, FeatureLean::probability);
        double[] people = adjusted(all, FeatureLean::evenProbability);
        List<Looked> looked = IntStream.range(0, all.size())
                .mapToObj(k -> new Looked(all.get(k), new Adjusted(lean[k], people[k])))
                .toList();
        return new ShortcutAudit(
                LengthLink.of(scores),
                looked.subList(0, known.size()).parallelStream()
                        .map(one -> one.measured(bootstrap))
                        .toList(),
                strongest(looked.subList(known.size(), looked.size()), bootstrap),
                phrases.size());
    }

    /** A feature and the p-values that tell what to say of it. */
    private record Looked(FeatureLean lean, Adjusted adjusted) {
        boolean isFound() {
            return lean.verdict(adjusted).isFound();
        }

        /** The smaller, the more surely it is what it is said to be; what the data hide comes last. */
        double rank() {
            boolean confounded = lean.verdict(adjusted) == Verdict.CONFOUNDED;
            return confounded ? 1 + lean.evenProbability() : lean.probability();
        }

        Shortcut measured(ClusteredBootstrap bootstrap) {
            return lean.measured(adjusted, bootstrap);
        }
    }

    /** Everything found, known features first. */
    public List<Shortcut> found() {
        List<Shortcut> found =
                new ArrayList<>(known.stream().filter(Shortcut::isFound).toList());
        found.addAll(phrases);
        return found;
    }

    /** Whether length is among what was found. */
    public boolean findsLength() {
        return known.stream().anyMatch(one -> one.isFound() && one.feature().equals(AnswerFeature.LENGTH.label()));
    }

    /** Of those with enough pairs, adjusted for their number; 1 for the others. */
    private static double[] adjusted(List<FeatureLean> all, ToDoubleFunction<FeatureLean> probability) {
        int[] ranked = IntStream.range(0, all.size())
                .filter(k -> all.get(k).isEnough())
                .toArray();
        double[] ordered = ClusteredTest.adjusted(IntStream.of(ranked)
                .mapToDouble(k -> probability.applyAsDouble(all.get(k)))
                .toArray());
        double[] adjusted = new double[all.size()];
        Arrays.fill(adjusted, 1);
        for (int r = 0; r < ranked.length; r++) {
            adjusted[ranked[r]] = ordered[r];
        }
        return adjusted;
    }

    private static List<Shortcut> strongest(List<Looked> phrases, ClusteredBootstrap bootstrap) {
        return phrases.stream()
                .filter(Looked::isFound)
                .sorted(Comparator.comparingDouble(Looked::rank))
                .limit(PHRASES)
                .map(one -> one.measured(bootstrap))
                .toList();
    }

    /** [pairs]: 1 where the chosen answer has more, -1 where the rejected one has, 0 where they are alike. */
    static int[] signs(List<PreferencePair> pairs, ToIntFunction<String> amount) {
        return pairs.parallelStream()
                .mapToInt(pair -> Integer.compare(amount.applyAsInt(pair.chosen()), amount.applyAsInt(pair.rejected())))
                .toArray();
    }
}
