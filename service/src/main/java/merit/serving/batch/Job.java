package merit.serving.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.Score;

/** The rows of one request on their way. Rows come back in any order; only the batcher's thread brings them. */
final class Job {
    private final RowScorer scorer;
    private final boolean waitsForOthers;
    private final List<TokenRow> rows;
    private final AtomicReferenceArray<Score> scores;
    private final CompletableFuture<BatchedScores> result = new CompletableFuture<>();
    private final long submitted = System.nanoTime();
    private final List<BatchObserver.Batch> batches = new ArrayList<>();
    private int missing;

    /** @param waitsForOthers whether its rows are computed only while no others wait */
    Job(RowScorer scorer, List<TokenRow> rows, boolean waitsForOthers) {
        this.scorer = scorer;
        this.waitsForOthers = waitsForOthers;
        this.rows = List.copyOf(rows);
        scores = new AtomicReferenceArray<>(rows.size());
        missing = rows.size();
    }

    RowScorer scorer() {
        return scorer;
    }

    boolean waitsForOthers() {
        return waitsForOthers;
    }

    List<TokenRow> rows() {
        return rows;
    }

    CompletableFuture<BatchedScores> result() {
        return result;
    }

    /** A batch held rows of this job. */
    void computed(BatchObserver.Batch batch) {
        batches.add(batch);
    }

    void put(int index, Score score) {
        scores.set(index, score);
        if (--missing == 0) {
            List<Score> all =
                    IntStream.range(0, rows.size()).mapToObj(scores::get).toList();
            result.complete(new BatchedScores(all, submitted, System.nanoTime() - submitted, batches));
        }
    }
}
