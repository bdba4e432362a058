package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.ObjectiveLabels;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;

/**
 * How well scores agree with what one objective says, whatever other objectives say of the same answers.
 *
 * @param objective its name
 * @param pairs judgements by it, or every two answers that it grades differently
 * @param accuracy share of these whose better answer scores strictly higher; null without any
 * @param prompts with three answers or more that it grades, not all alike
 * @param spearman correlation of ranks within a prompt, the mean over these prompts; null without any
 */
public record ObjectiveFigures(
        String objective,
        int pairs,
        @Nullable Interval accuracy,
        int prompts,
        @Nullable Interval spearman) {
    private static final int FEWEST_ANSWERS = 3;

    /** Of each objective that the scorer has an output for and the data labels, by that output; none where it has one alone. */
    public static List<ObjectiveFigures> all(List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        return scored.stream()
                .flatMap(set -> set.parts().keySet().stream())
                .distinct()
                .map(name -> of(name, scored.stream().map(set -> set.part(name)).toList(), bootstrap))
                .filter(figures -> figures.accuracy() != null || figures.spearman() != null)
                .toList();
    }

    /** @param scored by what is to agree with the objective */
    public static ObjectiveFigures of(String objective, List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        List<ScoredPair> pairs = ScoredSet.pairsOf(scored.stream()
                .map(set ->
                        new ScoredSet(ObjectiveLabels.judged(set.set(), List.of(objective), Pairing.ALL), set.scores()))
                .toList());
        List<RatedPrompt> graded = graded(objective, scored);
        return new ObjectiveFigures(
                objective,
                pairs.size(),
                pairs.isEmpty() ? null : accuracy(pairs, bootstrap),
                graded.size(),
                graded.isEmpty() ? null : bootstrap.mean(Clusters.ofPrompts(graded), spearman(graded)));
    }

    /**
     * The mean Spearman correlation with an objective of some scores less that of others on the same sets, paired by prompt.
     *
     * @throws IllegalArgumentException where no prompt has three answers that the objective grades, not all alike
     */
    public static Interval spearmanGain(
            String objective, List<ScoredSet> scores, List<ScoredSet> others, ClusteredBootstrap bootstrap) {
        List<RatedPrompt> graded = graded(objective, scores);
        if (graded.isEmpty()) {
            throw new IllegalArgumentException("objective " + objective + ": found no prompt with three graded answers,"
                    + " need one whose grades differ");
        }
        double[] one = spearman(graded);
        double[] other = spearman(graded(objective, others));
        double[] gain = IntStream.range(0, one.length)
                .mapToDouble(k -> one[k] - other[k])
                .toArray();
        return bootstrap.mean(Clusters.ofPrompts(graded), gain);
    }

    private static Interval accuracy(List<ScoredPair> pairs, ClusteredBootstrap bootstrap) {
        return bootstrap.share(
                Clusters.ofPairs(pairs), PairMetrics.column(pairs, pair -> pair.difference() > 0 ? 1 : 0));
    }

    private static double[] spearman(List<RatedPrompt> graded) {
        return graded.stream().mapToDouble(RankingMetrics::spearman).toArray();
    }

    /** The answers of each prompt that have a grade, of prompts whose order can be right or wrong. */
    private static List<RatedPrompt> graded(String objective, List<ScoredSet> scored) {
        List<RatedPrompt> prompts = new ArrayList<>();
        for (ScoredSet one : scored) {
            CandidateSet set = one.set();
            List<Double> grades = new ArrayList<>();
            List<Double> scores = new ArrayList<>();
            List<Integer> lengths = new ArrayList<>();
            for (int k = 0; k < set.candidates().size(); k++) {
                Candidate candidate = set.candidates().get(k);
                Double grade = ObjectiveLabels.grade(candidate, objective);
                if (grade != null) {
                    grades.add(grade);
                    scores.add(one.scores().get(k));
                    lengths.add(candidate.response().length());
                }
            }
            if (grades.size() >= FEWEST_ANSWERS && grades.stream().distinct().count() > 1) {
                prompts.add(new RatedPrompt(one.cluster(), grades, scores, lengths));
            }
        }
        return prompts;
    }
}
