package merit.evaluation.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A question with a score for each of its answers, in their order.
 */
public record ScoredItem(BenchmarkItem item, List<Double> scores) {
    public ScoredItem {
        scores = List.copyOf(scores);
        if (scores.size() != item.answers().size()) {
            throw item.row()
                    .wrong("found " + scores.size() + " scores, need "
                            + item.answers().size() + ", one an answer, in the order chosen, rejected (or A, B)");
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw item.row().wrong("a score is not a number: found " + score + ", need finite scores");
            }
        }
    }

    /** Scores of the right answers, or of the wrong ones. */
    List<Double> scores(boolean right) {
        return IntStream.range(0, scores.size())
                .filter(k -> item.right().get(k) == right)
                .mapToObj(scores::get)
                .toList();
    }

    /** 1 where the only right answer scores strictly above the only wrong one. */
    double wins() {
        return scores(true).get(0) > scores(false).get(0) ? 1 : 0;
    }
}
