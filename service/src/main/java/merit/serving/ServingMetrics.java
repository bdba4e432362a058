package merit.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import merit.scoring.Score;
import merit.serving.batch.BatchObserver;
import merit.serving.batch.ScoreBatcher;
import merit.serving.batch.ScoreCache;

/**
 * What Prometheus reads: the names of Text Embeddings Inference ({@code te_...}, its counts as gauges, since Prometheus' own counters
 * must end in {@code _total}), and Merit's own ({@code merit_...}). Thread-safe.
 */
final class ServingMetrics implements BatchObserver {
    private static final double[] SECONDS = {0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60};
    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final double[] TOKENS = {64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LongAdder requests = count("te_request_count", "Scoring requests that came.");
    private final LongAdder successes = count("te_request_success", "Scoring requests that were answered with scores.");
    private final LongAdder failures =
            count("te_request_failure", "Scoring requests that were answered with a failure.");
    private final DistributionSummary duration =
            summary("te_request_duration", "Seconds of a request in all.", SECONDS);
    private final DistributionSummary tokenization =
            summary("te_request_tokenization_duration", "Seconds of a request's tokenising.", SECONDS);
    private final DistributionSummary queue =
            summary("te_request_queue_duration", "Seconds that a request waited for its batches.", SECONDS);
    private final DistributionSummary inference =
            summary("te_request_inference_duration", "Seconds that a request's batches took.", SECONDS);
    private final DistributionSummary batchRows = summary("te_batch_next_size", "Rows of a batch.", ROWS);
    private final DistributionSummary batchTokens =
            summary("te_batch_next_tokens", "Tokens of a batch, padding included.", TOKENS);
    private final Counter rows = counter("merit_rows", "Texts that were scored, known ones included.");
    private final Counter tokens = counter("merit_tokens", "Tokens that were computed.");
    private final Counter padded = counter("merit_padded_tokens", "Tokens that were computed, padding included.");
    private final Counter truncated = counter("merit_truncated_rows", "Texts of which something was cut away.");
    private final Counter busy = counter("merit_engine_seconds", "Seconds for which the engine computed.");
    private final ShadowMetrics shadow = new ShadowMetrics(registry);
    private final ScoreDistribution scores = new ScoreDistribution(registry);

    void watch(ScoreBatcher batcher) {
        gauge("te_queue_size", "Rows that wait.", batcher, ScoreBatcher::queuedRows);
    }

    void watch(RequestGate gate) {
        gauge("merit_requests_running", "Requests that are worked on.", gate, RequestGate::inside);
    }

    /** Caches come and go with their models, so their figures are summed when they are asked for. */
    void watch(ModelRegistry models) {
        gauge("merit_cache_hits", "Rows whose score was known.", models, all -> sum(all, ScoreCache::hits));
        gauge("merit_cache_misses", "Rows whose score was not known.", models, all -> sum(all, ScoreCache::misses));
        gauge("merit_cache_size", "Scores that are remembered.", models, all -> sum(all, ScoreCache::size));
    }

    private static double sum(ModelRegistry models, ToDoubleFunction<ScoreCache> figure) {
        return models.loaded().values().stream()
                .mapToDouble(model -> figure.applyAsDouble(model.cache()))
                .sum();
    }

    @Override
    public void computed(Batch batch) {
        batchRows.record(batch.rows());
        batchTokens.record((double) batch.paddedTokens());
        tokens.increment((double) batch.tokens());
        padded.increment((double) batch.paddedTokens());
        busy.increment(batch.nanos() / 1e9);
    }

    /** Scores on their way to a client. */
    void answered(String model, Iterable<Score> answered) {
        answered.forEach(score -> scores.add(model, score.value()));
    }

    /** A question was scored by a shadow model too. */
    void shadowed(List<Score> answered, List<Score> beside) {
        shadow.compared(answered, beside);
    }

    /** A question was not scored by the shadow model. */
    void shadowSkipped() {
        shadow.skipped();
    }

    /** A request has been answered. */
    void finished(RequestTrace trace, int status) {
        registry.counter(
                        "merit_http_requests",
                        Tags.of("route", trace.route, "method", trace.method, "status", Integer.toString(status)))
                .increment();
        if (!trace.scoring) {
            return;
        }
        requests.increment();
        (status < 400 ? successes : failures).increment();
        if (status < 400) {
            duration.record(trace.elapsedNanos() / 1e9);
            tokenization.record(trace.tokenizationNanos / 1e9);
            queue.record(trace.queueNanos / 1e9);
            inference.record(trace.inferenceNanos / 1e9);
            rows.increment(trace.rows);
            truncated.increment(trace.truncatedRows);
        }
    }

    String text() {
        return registry.scrape();
    }

    private LongAdder count(String name, String help) {
        LongAdder adder = new LongAdder();
        gauge(name, help, adder, LongAdder::doubleValue);
        return adder;
    }

    private Counter counter(String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    private DistributionSummary summary(String name, String help, double[] buckets) {
        return DistributionSummary.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> figure) {
        Gauge.builder(name, of, figure).description(help).strongReference(true).register(registry);
    }
}
