package merit.serving;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.serving.batch.BatchObserver;
import org.jspecify.annotations.Nullable;

/** What became of one request, for headers, metrics and the log: names, counts and times, never a text. One thread at a time. */
final class RequestTrace {
    final String id;
    final String method;
    final String path;
    final String route;

    /** When it came, on {@link System#nanoTime}'s clock, as are the other moments. */
    final long began = System.nanoTime();

    @Nullable
    String model;

    int rows;
    int truncatedRows;
    long characters;
    long tokens;
    long tokenizationBegan;
    long tokenizationNanos;

    /** When its rows came into the queue; without meaning where there are no {@link #batches}. */
    long submitted;

    /** What its rows were computed in; none where all were known. */
    List<BatchObserver.Batch> batches = List.of();

    long queueNanos;
    long inferenceNanos;

    /** Whether it asked for scores. */
    boolean scoring;
    /** Whether the client may ask at all. */
    boolean admitted;

    /** Whether its body was read to its end. */
    boolean bodyRead;

    /** Whether the gate has let it in, and waits for it to leave. */
    boolean inside;

    /** The id under which it is traced; null where it is not. */
    @Nullable
    String traceId;

    /** Whether nobody was there to take the answer. */
    boolean clientLeft;

    RequestTrace(String id, String method, String path, String route) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.route = route;
    }

    /** What is left of the time that a request may take; 0 where it is over. */
    long remainingNanos(Duration time) {
        return Math.max(0, time.toNanos() - elapsedNanos());
    }

    long elapsedNanos() {
        return System.nanoTime() - began;
    }

    /** Times in milliseconds and counts under the names of Text Embeddings Inference. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (rows > 0) {
            headers.put("x-compute-type", "cpu");
            headers.put("x-compute-time", millis(inferenceNanos));
            headers.put("x-compute-characters", Long.toString(characters));
            headers.put("x-compute-tokens", Long.toString(tokens));
            headers.put("x-total-time", millis(elapsedNanos()));
            headers.put("x-tokenization-time", millis(tokenizationNanos));
            headers.put("x-queue-time", millis(queueNanos));
            headers.put("x-inference-time", millis(inferenceNanos));
        }
        return headers;
    }

    private static String millis(long nanos) {
        return Long.toString(Math.round(nanos / 1e6));
    }
}
