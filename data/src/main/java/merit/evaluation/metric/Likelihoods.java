package merit.evaluation.metric;

import java.util.List;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import org.jspecify.annotations.Nullable;

/** How probable the language model that wrote them thought a prompt's candidates, where the data say. */
final class Likelihoods {
    /** Higher is more probable; the names by which common programs write it, vLLM's and those of transformers among them. */
    private static final List<String> NAMES = List.of(
            "logprob",
            "log_prob",
            "logp",
            "logps",
            "cumulative_logprob",
            "mean_logprob",
            "avg_logprob",
            "sequence_score",
            "sequences_scores",
            "log_likelihood",
            "likelihood",
            "probability",
            "prob");

    private Likelihoods() {}

    /** By the first of these names that every candidate has; null without. */
    static @Nullable List<Double> of(CandidateSet set) {
        for (String name : NAMES) {
            List<Double> found = set.candidates().stream()
                    .map(Candidate::attributes)
                    .filter(attributes -> attributes.containsKey(name))
                    .map(attributes -> attributes.getOrDefault(name, Double.NaN))
                    .toList();
            if (found.size() == set.candidates().size()) {
                return found;
            }
        }
        return null;
    }
}
