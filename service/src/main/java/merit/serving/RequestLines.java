package merit.serving;

import java.util.Locale;
import java.util.function.Consumer;
import merit.serving.dialect.Wire;
import org.jspecify.annotations.Nullable;

/** Logs of requests as lines. What went wrong inside stands in them, for the operator. */
public final class RequestLines {
    private RequestLines() {}

    /** Names as in JSON: {@code request_id}, {@code total_ms}. */
    record Line(
            String time,
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
            @Nullable Boolean clientLeft,
            @Nullable String cause) {}

    /** Every request as one line of JSON. */
    public static RequestLog json(Consumer<String> lines) {
        return entry -> lines.accept(Wire.write(line(entry)));
    }

    private static Line line(RequestLog.Entry entry) {
        return new Line(
                entry.time().toString(),
                entry.requestId(),
                entry.method(),
                entry.path(),
                entry.status(),
                entry.model(),
                entry.rows(),
                entry.tokens(),
                entry.truncatedRows(),
                entry.totalMs(),
                entry.tokenizationMs(),
                entry.queueMs(),
                entry.inferenceMs(),
                entry.traceId(),
                entry.clientLeft() ? true : null,
                entry.cause() == null ? null : entry.cause().toString());
    }

    /** A short line for people: every request, or only those that went wrong inside. */
    public static RequestLog text(boolean all, Consumer<String> lines) {
        return entry -> {
            if (all || entry.cause() != null) {
                lines.accept(String.format(
                        Locale.ROOT,
                        "%s %s %d · %d rows, %d tokens, %.1f ms · %s%s",
                        entry.method(),
                        entry.path(),
                        entry.status(),
                        entry.rows(),
                        entry.tokens(),
                        entry.totalMs(),
                        entry.requestId(),
                        entry.cause() == null ? "" : " · " + entry.cause()));
            }
        };
    }
}
