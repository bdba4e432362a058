package merit.serving;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import merit.encoding.TokenRow;
import merit.scoring.Score;
import merit.serving.batch.BatchedScores;
import merit.serving.batch.ScoreBatcher;
import merit.serving.dialect.Question;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores what the first model was asked with another one too, after the answer was given and while no other rows wait, and counts
 * where the two differ. One question at a time, and few that wait; what would wait longer is left out and counted. Thread-safe.
 */
final class Shadow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
    private static final int WAITING = 64;

    private final @Nullable String name;
    private final ModelRegistry models;
    private final ScoreBatcher batcher;
    private final ServingMetrics metrics;
    private final ThreadPoolExecutor thread;

    /** @param name of the other model; null for none */
    Shadow(@Nullable String name, ModelRegistry models, ScoreBatcher batcher, ServingMetrics metrics) {
        this.name = name;
        this.models = models;
        this.batcher = batcher;
        this.metrics = metrics;
        if (name != null && (models.names().indexOf(name) < 1)) {
            throw new IllegalArgumentException("shadow: found " + name
                    + ", need the name of a served model that is not the first: "
                    + String.join(", ", models.names()));
        }
        thread = new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> {
                    Thread made = new Thread(work, "merit-shadow");
                    made.setDaemon(true);
                    return made;
                },
                (work, full) -> metrics.shadowSkipped());
    }

    /** Scores a question that was answered with these scores, some time later. */
    void beside(String answeredBy, Question question, List<Score> scores) {
        if (name != null && answeredBy.equals(models.names().get(0))) {
            String shadow = name;
            thread.execute(() -> compare(shadow, question, scores));
        }
    }

    private void compare(String shadow, Question question, List<Score> scores) {
        try (LoadedModel.Lease lease = models.lease(shadow)) {
            KnownRows rows = new KnownRows(QuestionEncoder.rows(lease.scorer(), question), lease.cache());
            if (!rows.missing().isEmpty()) {
                rows.learn(computed(lease, rows.missing()));
            }
            List<Score> beside = rows.scores();
            if (beside.stream().allMatch(score -> Double.isFinite(score.value()))) {
                metrics.shadowed(scores, beside);
            } else {
                skip(shadow, "it gave no number");
            }
        } catch (InterruptedException e) {
            metrics.shadowSkipped();
        } catch (ExecutionException | RuntimeException | Error e) {
            skip(shadow, e.getMessage());
        }
    }

    private List<Score> computed(LoadedModel.Lease lease, List<TokenRow> rows)
            throws ExecutionException, InterruptedException {
        CompletableFuture<BatchedScores> scores = batcher.submitIdle(lease.scorer(), rows);
        try {
            return scores.get().scores();
        } finally {
            scores.cancel(false);
        }
    }

    private void skip(String shadow, @Nullable String why) {
        metrics.shadowSkipped();
        LOG.warn("{}: not scored beside: {}", shadow, why);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
