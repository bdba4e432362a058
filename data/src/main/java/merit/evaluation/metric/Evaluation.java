package merit.evaluation.metric;

import java.util.List;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one scorer on one data set.
 *
 * @param scored every set with its scores, in the order given
 * @param intervals how every interval was made: its level, the resamples and their seed
 * @param pairs figures on pairs, or null where the data has none
 * @param calibration fitted on those pairs, or null where there are none
 * @param heldOutCalibration how good probabilities are on pairs not fitted on; null without pairs of two prompts
 * @param rating the attribute that was taken as the true rating, or null where candidates have none
 * @param candidates figures on rated candidates, or null where no prompt has ratings that differ
 */
public record Evaluation(
        List<ScoredSet> scored,
        ClusteredBootstrap intervals,
        @Nullable PairMetrics pairs,
        @Nullable TemperatureFit calibration,
        @Nullable HeldOutCalibration heldOutCalibration,
        @Nullable String rating,
        @Nullable CandidateMetrics candidates) {
    private static final List<String> RATINGS = List.of("quality", "score", "overall", "rating", "helpfulness");

    public Evaluation {
        scored = List.copyOf(scored);
    }

    /**
     * Scores the data and measures.
     *
     * @throws IllegalArgumentException where there is nothing to measure, or a score is not a number
     */
    public static Evaluation of(Scorer scorer, List<CandidateSet> sets, EvaluationOptions options) {
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("no data to evaluate: found 0 prompts, need at least one");
        }
        return of(ScoredSet.score(scorer, sets, options), options);
    }

    /** Measures what is scored already. */
    public static Evaluation of(List<ScoredSet> scored, EvaluationOptions options) {
        List<ScoredPair> pairs = ScoredSet.pairsOf(scored);
        String rating = rating(scored, options.rating());
        List<RatedPrompt> rated = rating == null ? List.of() : rated(scored, rating);
        boolean selectable = rated.stream()
                .anyMatch(prompt -> prompt.ratings().stream().distinct().count() > 1);
        if (pairs.isEmpty() && !selectable) {
            throw new IllegalArgumentException(
                    rated.isEmpty()
                            ? "nothing to measure: found " + scored.size() + " prompts without a preferred answer and"
                                    + " without ratings, need pairs or rated candidates"
                            : "nothing to measure: found " + rated.size() + " prompts, and in each of them all ratings"
                                    + " are equal; need at least one with a better and a worse candidate");
        }
        return new Evaluation(
                scored,
                options.bootstrap(),
                pairs.isEmpty() ? null : PairMetrics.of(pairs, options.bootstrap()),
                pairs.isEmpty() ? null : TemperatureFit.of(pairs),
                pairs.isEmpty() ? null : HeldOutCalibration.of(pairs, options.bootstrap()),
                rating,
                selectable
                        ? CandidateMetrics.of(rated, options.bootstrap()).withUnrated(choices(scored) - rated.size())
                        : null);
    }

    /** This scorer against another on the same data, with intervals like its own: first is this one. */
    public PairedComparison comparedWith(Evaluation other) {
        return comparedWith(other, intervals);
    }

    /** This scorer against another on the same data: first is this one. */
    public PairedComparison comparedWith(Evaluation other, ClusteredBootstrap bootstrap) {
        return PairedComparison.of(scoredPairs(), other.scoredPairs(), bootstrap);
    }

    /** The pairs of all sets, in order. */
    public List<ScoredPair> scoredPairs() {
        return ScoredSet.pairsOf(scored);
    }

    /** Prompts with two candidates or more. */
    private static int choices(List<ScoredSet> scored) {
        return (int)
                scored.stream().filter(set -> set.set().candidates().size() > 1).count();
    }

    private static List<RatedPrompt> rated(List<ScoredSet> scored, String rating) {
        return scored.stream()
                .filter(set -> has(set, rating))
                .map(set -> set.rated(rating))
                .toList();
    }

    private static @Nullable String rating(List<ScoredSet> scored, @Nullable String wished) {
        if (wished != null) {
            if (scored.stream().noneMatch(set -> has(set, wished))) {
                throw new IllegalArgumentException("no candidate is rated by \"" + wished + "\"; found: "
                        + scored.stream()
                                .flatMap(set -> set.set().candidates().stream())
                                .flatMap(candidate -> candidate.attributes().keySet().stream())
                                .distinct()
                                .sorted()
                                .toList());
            }
            return wished;
        }
        String most = null;
        long sets = 0;
        for (String name : RATINGS) {
            long rated = scored.stream().filter(set -> has(set, name)).count();
            if (rated > sets) {
                most = name;
                sets = rated;
            }
        }
        return most;
    }

    private static boolean has(ScoredSet set, String rating) {
        List<Candidate> candidates = set.set().candidates();
        return candidates.size() > 1
                && candidates.stream()
                        .allMatch(candidate -> candidate.attributes().containsKey(rating));
    }
}
