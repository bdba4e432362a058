package merit.evaluation.metric;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.scoring.Scorer;

/**
 * A prompt, its candidates, and one scorer's score of each, in the order of the candidates.
 */
public record ScoredSet(CandidateSet set, List<Double> scores) {
    public ScoredSet {
        scores = List.copyOf(scores);
        if (scores.size() != set.candidates().size()) {
            throw new IllegalArgumentException(set.origin() + ": found " + scores.size() + " scores, need "
                    + set.candidates().size() + ", one a candidate");
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException(set.origin() + ": a score is not a number: found " + score
                        + ", need finite scores; look at the scorer or its file of scores");
            }
        }
    }

    /** Scores every distinct row once, longest first. */
    public static List<ScoredSet> score(Scorer scorer, List<CandidateSet> sets, EvaluationOptions options) {
        List<Conversation> rows = sets.stream()
                .flatMap(set ->
                        set.candidates().stream().map(candidate -> set.prompt().answered(candidate.response())))
                .toList();
        Map<Conversation, Double> scores = DistinctRows.score(scorer, rows, options.rowsPerCall(), options.progress());
        return sets.stream()
                .map(set -> new ScoredSet(set, valuesOf(set, scores)))
                .toList();
    }

    private static List<Double> valuesOf(CandidateSet set, Map<Conversation, Double> scores) {
        return set.candidates().stream()
                .map(candidate -> scores.getOrDefault(set.prompt().answered(candidate.response()), Double.NaN))
                .toList();
    }

    /** Prompts with the same key are one cluster: the key by which they are split. */
    public String cluster() {
        return PreferenceSplit.groupKey(set);
    }

    /** The set's pairs with their scores, in the order of {@link CandidateSet#pairs()}. */
    public List<ScoredPair> pairs() {
        return set.pairs().stream().map(this::scored).toList();
    }

    /** The pairs of all sets, in order. */
    public static List<ScoredPair> pairsOf(List<ScoredSet> scored) {
        return scored.parallelStream().flatMap(set -> set.pairs().stream()).toList();
    }

    private ScoredPair scored(PreferencePair pair) {
        Judgement judgement = pair.judgement();
        boolean inOrder = judgement.probability() > 0.5;
        int chosen = inOrder ? judgement.i() : judgement.j();
        int rejected = inOrder ? judgement.j() : judgement.i();
        return new ScoredPair(
                scores.get(chosen),
                scores.get(rejected),
                pair.chosen().length(),
                pair.rejected().length(),
                cluster());
    }

    /** The set with the true ratings of its candidates. */
    RatedPrompt rated(String attribute) {
        return new RatedPrompt(
                cluster(),
                set.candidates().stream()
                        .map(candidate -> candidate.attributes().getOrDefault(attribute, Double.NaN))
                        .toList(),
                scores,
                set.candidates().stream()
                        .map(candidate -> candidate.response().length())
                        .toList());
    }
}
