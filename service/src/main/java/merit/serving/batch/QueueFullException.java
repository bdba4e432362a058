package merit.serving.batch;

import java.time.Duration;

/** The queue has no room for a request now. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    QueueFullException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** How long the rows that wait will take, as far as is known. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
