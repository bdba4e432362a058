package merit.cli;

import java.util.List;
import merit.evaluation.audit.BagOfWords;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;

/** What a bag of words gets: a reward model that is not above it has learnt set phrases at most. */
final class Floor {
    static final String NAME = "Bag of words";
    static final String EXPLANATION = "A linear model over the words of the answer alone, trained on the same pairs.";

    private Floor() {}

    /** Trained on some sets and measured on others; null where either side has no pairs. */
    static @Nullable Evaluation of(List<CandidateSet> train, List<CandidateSet> held) {
        List<PreferencePair> pairs = pairs(train);
        if (pairs.isEmpty() || pairs(held).isEmpty()) {
            return null;
        }
        return Evaluation.of(BagOfWords.fit(pairs), held, EvaluationOptions.STANDARD);
    }

    static boolean hasPairs(List<CandidateSet> sets) {
        return sets.stream().anyMatch(set -> !set.pairs().isEmpty());
    }

    static List<PreferencePair> pairs(List<CandidateSet> sets) {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }
}
