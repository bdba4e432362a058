package merit.serving.batch;

import java.util.List;
import merit.scoring.Score;

/**
 * What came back of one request's rows.
 *
 * @param scores one for each row, in order
 * @param queueNanos for how long it waited
 * @param inferenceNanos how long the batches took that held rows of it
 */
public record BatchedScores(List<Score> scores, long queueNanos, long inferenceNanos) {
    public BatchedScores {
        scores = List.copyOf(scores);
    }
}
