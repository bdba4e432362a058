package merit.evaluation.metric;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics need of one prompt whose candidates have true ratings, in the order of the candidates.
 *
 * @param cluster prompts with the same key are resampled together: the first user turn
 * @param ratings the truth, higher is better
 * @param scores what the scorer says
 * @param lengths characters
 * @param likelihoods how probable the language model that wrote them thought the candidates; null where that is not known
 */
public record RatedPrompt(
        String cluster,
        List<Double> ratings,
        List<Double> scores,
        List<Integer> lengths,
        @Nullable List<Double> likelihoods) {
    /** Candidates of which no language model has said how probable they are. */
    public RatedPrompt(String cluster, List<Double> ratings, List<Double> scores, List<Integer> lengths) {
        this(cluster, ratings, scores, lengths, null);
    }

    public RatedPrompt {
        ratings = List.copyOf(ratings);
        scores = List.copyOf(scores);
        lengths = List.copyOf(lengths);
        if (ratings.size() != scores.size() || ratings.size() != lengths.size() || ratings.isEmpty()) {
            throw new IllegalArgumentException("a rated prompt has one rating, score and length a candidate: found "
                    + ratings.size() + ", " + scores.size() + " and " + lengths.size());
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a score is not a number: found " + score + ", need finite scores");
            }
        }
    }

    /** A rule by which the first candidate is highest. */
    List<Integer> firstOnly() {
        return IntStream.range(0, ratings.size()).mapToObj(k -> k == 0 ? 1 : 0).toList();
    }

    /** The rule of the language model's own preference; a random pick where that is not known. */
    List<? extends Number> byLikelihood() {
        return likelihoods == null ? alike() : likelihoods;
    }

    /** A rule by which no candidate is above another: a random pick. */
    List<Integer> alike() {
        return Collections.nCopies(ratings.size(), 0);
    }
}
