package merit.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Told of every request that was answered. Called on many threads. */
@FunctionalInterface
public interface RequestLog {
    /** Says nothing. */
    RequestLog NONE = entry -> {};

    void answered(Entry entry);

    /**
     * One request: names, counts and times, never a text.
     *
     * @param model that was asked; null where it did not come to that
     * @param traceId under which it is traced; null where it is not
     * @param clientLeft whether nobody was there to take the answer
     * @param cause what went wrong inside, for the operator; null where nothing did
     */
    record Entry(
            Instant time,
            String requestId,
            String method,
            String path,
            int status,
            @Nullable String model,
            int rows,
            long tokens,
            int truncatedRows,
            double totalMs,
            double tokenizationMs,
            double queueMs,
            double inferenceMs,
            @Nullable String traceId,
            boolean clientLeft,
            @Nullable Throwable cause) {

        static Entry of(RequestTrace trace, int status, @Nullable Throwable cause) {
            return new Entry(
                    Instant.now(),
                    trace.id,
                    trace.method,
                    trace.path,
                    status,
                    trace.model,
                    trace.rows,
                    trace.tokens,
                    trace.truncatedRows,
                    millis(trace.elapsedNanos()),
                    millis(trace.tokenizationNanos),
                    millis(trace.queueNanos),
                    millis(trace.inferenceNanos),
                    trace.traceId,
                    trace.clientLeft,
                    cause);
        }

        private static double millis(long nanos) {
            return Math.round(nanos / 1e4) / 100.0;
        }
    }
}
