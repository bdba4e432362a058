package merit.serving;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import merit.serving.batch.BatchObserver;
import org.jspecify.annotations.Nullable;

/**
 * Requests as OpenTelemetry's spans: the request, a child of its caller's where that sent {@code traceparent}; in it {@code tokenize},
 * {@code queue} until its first batch began, and {@code compute} for each batch that held rows of it. They are made when the request
 * has been answered, of moments noted on the way, so that scoring pays nothing for them. Names and counts, never a text. Attributes of
 * HTTP have the names of OpenTelemetry's semantic conventions 1.23. Thread-safe.
 */
final class RequestSpans {
    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> headers, String name) {
            return headers == null ? null : headers.apply(name);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    RequestSpans(OpenTelemetry traces) {
        tracer = traces.getTracer("merit.serving");
        propagator = traces.getPropagators().getTextMapPropagator();
    }

    /** Hands the spans of a request on; the id of its trace, or null where it is not among those that are recorded. */
    @Nullable
    String export(Telemetry.Finished request) {
        RequestTrace trace = request.trace();
        long offset = epochNanos() - System.nanoTime();
        Context caller = propagator.extract(Context.root(), request.headers(), HEADERS);
        Span span = begin(trace.method + " " + trace.route, SpanKind.SERVER, caller, trace.began + offset);
        if (!span.isRecording()) {
            return null;
        }
        describe(span, request);
        Context inside = caller.with(span);
        if (trace.tokenizationNanos > 0) {
            end(
                    begin("tokenize", SpanKind.INTERNAL, inside, trace.tokenizationBegan + offset),
                    trace.tokenizationBegan + trace.tokenizationNanos + offset);
        }
        if (!trace.batches.isEmpty()) {
            end(
                    begin("queue", SpanKind.INTERNAL, inside, trace.submitted + offset),
                    trace.batches.get(0).began() + offset);
        }
        trace.batches.forEach(batch -> compute(batch, inside, offset));
        end(span, epochNanos());
        return span.getSpanContext().getTraceId();
    }

    private static void describe(Span span, Telemetry.Finished request) {
        RequestTrace trace = request.trace();
        span.setAttribute("http.request.method", trace.method);
        span.setAttribute("http.route", trace.route);
        span.setAttribute("url.path", trace.path);
        span.setAttribute("http.response.status_code", request.status());
        span.setAttribute("merit.request_id", trace.id);
        if (trace.model != null) {
            span.setAttribute("merit.model", trace.model);
        }
        span.setAttribute("merit.rows", trace.rows);
        span.setAttribute("merit.tokens", trace.tokens);
        span.setAttribute("merit.truncated_rows", trace.truncatedRows);
        if (request.status() >= 400) {
            span.setAttribute("error.type", Integer.toString(request.status()));
        }
        if (request.status() >= 500 || request.cause() != null) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    private void compute(BatchObserver.Batch batch, Context inside, long offset) {
        Span span = begin("compute", SpanKind.INTERNAL, inside, batch.began() + offset);
        span.setAttribute("merit.batch.rows", batch.rows());
        span.setAttribute("merit.batch.tokens", batch.tokens());
        span.setAttribute("merit.batch.padded_tokens", batch.paddedTokens());
        end(span, batch.began() + batch.nanos() + offset);
    }

    private Span begin(String name, SpanKind kind, Context parent, long epochNanos) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
                .startSpan();
    }

    private static void end(Span span, long epochNanos) {
        span.end(epochNanos, TimeUnit.NANOSECONDS);
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
