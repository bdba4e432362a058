package merit.serving.batch;

import java.util.List;
import merit.scoring.Score;

/**
 * What came back of one request's rows.
 *
 * @param scores one for each row, in order
 * @param submitted when the rows came, on {@link System#nanoTime}'s clock
 * @param nanos how long it took from then on
 * @param batches that held rows of it, in the order in which they were computed
 */
public record BatchedScores(List<Score> scores, long submitted, long nanos, List<BatchObserver.Batch> batches) {
    public BatchedScores {
        scores = List.copyOf(scores);
        batches = List.copyOf(batches);
    }

    /** How long its batches took. */
    public long inferenceNanos() {
        return batches.stream().mapToLong(BatchObserver.Batch::nanos).sum();
    }

    /** For how long it waited. */
    public long queueNanos() {
        return Math.max(0, nanos - inferenceNanos());
    }
}
