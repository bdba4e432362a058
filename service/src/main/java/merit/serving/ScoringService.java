package merit.serving;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import merit.encoding.TokenRow;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.scoring.Score;
import merit.serving.batch.BatchedScores;
import merit.serving.batch.QueueFullException;
import merit.serving.batch.ScoreBatcher;
import merit.serving.dialect.Body;
import merit.serving.dialect.Conventions;
import merit.serving.dialect.Dialect;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.Question;
import merit.serving.dialect.Scored;
import merit.serving.dialect.WireException;

/**
 * Answers questions: texts to rows on the calling thread, some requests at a time; rows to scores through the batcher, each distinct
 * row once and those that are known not at all. Thread-safe.
 */
final class ScoringService implements AutoCloseable {
    private final ModelRegistry models;
    private final ScoreBatcher batcher;
    private final ServingMetrics metrics;
    private final RequestLimits limits;
    private final Conventions conventions;
    private final QuestionEncoder encoder;
    private final Shadow shadow;

    ScoringService(ModelRegistry models, ScoreBatcher batcher, ServingMetrics metrics, ServingConfig config) {
        this.models = models;
        this.batcher = batcher;
        this.metrics = metrics;
        limits = config.requests();
        conventions = config.conventions();
        encoder = new QuestionEncoder(limits, config.tokenizationWorkers());
        shadow = new Shadow(config.shadow(), models, batcher, metrics);
    }

    /**
     * The answer to a body: records and lists that become JSON.
     *
     * @throws WireException for whatever stands in the way
     */
    Object answer(Dialect dialect, Body body, RequestTrace trace) {
        Question question = dialect.read(body, conventions);
        try (LoadedModel.Lease lease = models.lease(question.model())) {
            trace.model = lease.name();
            PairOdds odds = lease.model().odds();
            boolean normalized = isNormalized(question, odds.calibration());
            List<TokenRow> rows = encoder.encode(lease.scorer(), question, trace);
            refuseEmpty(rows);
            List<Score> scores = score(lease, rows, trace);
            for (int i = 0; i < scores.size(); i++) {
                if (!Double.isFinite(scores.get(i).value())) {
                    throw new WireException(424, ErrorType.BACKEND, "the model gave no number for text " + i);
                }
            }
            metrics.answered(lease.name(), scores);
            shadow.beside(lease.name(), question, scores);
            return question.reply().of(Scored.of(lease.name(), scores, odds, normalized));
        }
    }

    /** What makes rows of a question's texts. */
    QuestionEncoder encoder() {
        return encoder;
    }

    private boolean isNormalized(Question question, Calibration calibration) {
        Boolean wished = question.normalizeReward();
        boolean normalized = wished == null ? conventions.normalizeReward() : wished;
        if (normalized && calibration.reference() == null) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "\"normalize_reward\": found true, and a model without the mean and deviation of a"
                            + " reference set; leave it out, or store them with the run (merit evaluate --calibrate)");
        }
        return normalized;
    }

    private static void refuseEmpty(List<TokenRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).length() == 0) {
                throw new WireException(422, ErrorType.VALIDATION, "text " + i + ": found no tokens, need one or more");
            }
        }
    }

    private List<Score> score(LoadedModel.Lease lease, List<TokenRow> rows, RequestTrace trace) {
        KnownRows known = new KnownRows(rows, lease.cache());
        if (!known.missing().isEmpty()) {
            BatchedScores computed = await(submit(lease, known.missing()), trace);
            trace.submitted = computed.submitted();
            trace.batches = computed.batches();
            trace.queueNanos = computed.queueNanos();
            trace.inferenceNanos = computed.inferenceNanos();
            known.learn(computed.scores());
        }
        return known.scores();
    }

    private CompletableFuture<BatchedScores> submit(LoadedModel.Lease lease, List<TokenRow> rows) {
        try {
            return batcher.submit(lease.scorer(), rows);
        } catch (QueueFullException e) {
            throw new WireException(429, ErrorType.OVERLOADED, String.valueOf(e.getMessage()), e.retryAfter());
        }
    }

    private BatchedScores await(CompletableFuture<BatchedScores> scores, RequestTrace trace) {
        try {
            return scores.get(trace.remainingNanos(limits.time()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw WireException.tooSlow(limits.time());
        } catch (ExecutionException e) {
            throw new BackendException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WireException.ending();
        } finally {
            scores.cancel(false);
        }
    }

    /** No question is scored by the shadow any more. */
    @Override
    public void close() {
        shadow.close();
    }
}
