package merit.serving;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import merit.dialogue.Message;
import merit.encoding.TokenRow;
import merit.scoring.Calibration;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
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
final class ScoringService {
    private final ModelRegistry models;
    private final ScoreBatcher batcher;
    private final ServingMetrics metrics;
    private final RequestLimits limits;
    private final Conventions conventions;
    private final Semaphore tokenization;

    ScoringService(ModelRegistry models, ScoreBatcher batcher, ServingMetrics metrics, ServingConfig config) {
        this.models = models;
        this.batcher = batcher;
        this.metrics = metrics;
        limits = config.requests();
        conventions = config.conventions();
        tokenization = new Semaphore(config.tokenizationWorkers(), true);
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
            Calibration calibration = lease.model().calibration();
            boolean normalized = isNormalized(question, calibration);
            List<TokenRow> rows = encode(lease, question, trace);
            refuseEmpty(rows);
            List<Score> scores = score(lease, rows, trace);
            for (int i = 0; i < scores.size(); i++) {
                if (!Double.isFinite(scores.get(i).value())) {
                    throw new WireException(424, ErrorType.BACKEND, "the model gave no number for text " + i);
                }
            }
            metrics.answered(lease.name(), scores);
            return question.reply().of(Scored.of(lease.name(), scores, calibration, normalized));
        }
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

    /** The rows of a question's texts. */
    List<TokenRow> encode(LoadedModel.Lease lease, Question question, RequestTrace trace) {
        check(question, trace);
        await(tokenization, trace);
        long began = System.nanoTime();
        RowScorer scorer = lease.scorer();
        int longest = question.longest() == null ? Integer.MAX_VALUE : question.longest();
        try {
            List<TokenRow> rows = question.inputs().stream()
                    .map(input -> scorer.encode(scorer.readsChats() ? input : standing(input), longest))
                    .toList();
            trace.tokens = rows.stream().mapToLong(TokenRow::length).sum();
            trace.truncatedRows =
                    (int) rows.stream().filter(row -> row.truncatedTokens() > 0).count();
            if (question.whole()) {
                refuseCut(rows);
            }
            return rows;
        } catch (IllegalArgumentException e) {
            String room = question.longest() == null ? "" : " in " + longest + " tokens, some of which are its own";
            throw new WireException(422, ErrorType.TOKENIZER, "a text that this model's tokenizer cannot read" + room);
        } finally {
            tokenization.release();
            trace.tokenizationNanos = System.nanoTime() - began;
        }
    }

    private void check(Question question, RequestTrace trace) {
        List<? extends ScoreInput> inputs = question.inputs();
        if (inputs.isEmpty() || inputs.size() > limits.texts()) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "texts of a request: found " + inputs.size() + ", need 1 to " + limits.texts());
        }
        trace.rows = inputs.size();
        for (int i = 0; i < inputs.size(); i++) {
            long characters = characters(inputs.get(i));
            trace.characters += characters;
            if (characters > limits.characters()) {
                throw new WireException(
                        422,
                        ErrorType.VALIDATION,
                        "text " + i + ": found " + characters + " characters, need at most " + limits.characters());
            }
        }
    }

    private static long characters(ScoreInput input) {
        if (input instanceof ScoreInput.Text text) {
            return (long) text.first().length()
                    + (text.second() == null ? 0 : text.second().length());
        }
        return ((ScoreInput.Chat) input)
                .conversation().messages().stream()
                        .map(Message::content)
                        .mapToLong(String::length)
                        .sum();
    }

    /** Prompt and response as the two texts of a classifier that has no template. */
    private static ScoreInput standing(ScoreInput input) {
        if (input instanceof ScoreInput.Chat chat
                && chat.conversation().messages().size() == 2) {
            return new ScoreInput.Text(
                    chat.conversation().messages().get(0).content(),
                    chat.conversation().response(),
                    true);
        }
        if (input instanceof ScoreInput.Chat) {
            throw new WireException(
                    422,
                    ErrorType.VALIDATION,
                    "this model has no template for several turns: send two texts, or serve it with --template");
        }
        return input;
    }

    private static void refuseCut(List<TokenRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            TokenRow row = rows.get(i);
            if (row.truncatedTokens() > 0) {
                throw new WireException(
                        422,
                        ErrorType.VALIDATION,
                        "text " + i + " is too long: found " + (row.length() + row.truncatedTokens()) + " tokens, need "
                                + row.length() + " or fewer; shorten it, or let the server do it");
            }
        }
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
            return scores.get(remaining(trace), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw tooSlow();
        } catch (ExecutionException e) {
            throw new BackendException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(503, ErrorType.UNHEALTHY, "shutting down; send it to another server");
        } finally {
            scores.cancel(false);
        }
    }

    private void await(Semaphore semaphore, RequestTrace trace) {
        try {
            if (!semaphore.tryAcquire(remaining(trace), TimeUnit.NANOSECONDS)) {
                throw tooSlow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(503, ErrorType.UNHEALTHY, "shutting down; send it to another server");
        }
    }

    private long remaining(RequestTrace trace) {
        return Math.max(0, limits.time().toNanos() - trace.elapsedNanos());
    }

    private WireException tooSlow() {
        return new WireException(
                504,
                ErrorType.TIMEOUT,
                "not done after " + limits.time().toMillis() / 1000.0 + " s; send less at once, or try again later");
    }
}
