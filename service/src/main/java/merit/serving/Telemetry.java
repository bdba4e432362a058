package merit.serving;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is told of requests once they are answered.
 *
 * @param spans null where nothing is traced
 */
record Telemetry(
        ServingMetrics metrics, RequestLog log, @Nullable RequestSpans spans) {
    /**
     * A request that was answered.
     *
     * @param cause what went wrong inside; null where nothing did
     * @param headers of the request, by name; null for one that it has not
     */
    record Finished(
            RequestTrace trace, int status, @Nullable Throwable cause, Function<String, @Nullable String> headers) {}

    void finished(Finished request) {
        RequestTrace trace = request.trace();
        metrics.finished(trace, request.status());
        if (spans != null && trace.scoring && trace.admitted) {
            trace.traceId = spans.export(request);
        }
        log.answered(RequestLog.Entry.of(trace, request.status(), request.cause()));
    }
}
