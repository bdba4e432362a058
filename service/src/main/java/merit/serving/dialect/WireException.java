package merit.serving.dialect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a failure; the message is meant for whoever sent it. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorType type;
    private final @Nullable Duration retryAfter;

    public WireException(int status, ErrorType type, String message) {
        this(status, type, message, null);
    }

    /** @param retryAfter when to try again, or null where that would not help */
    public WireException(int status, ErrorType type, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false); // no trace: it says nothing that the message does not
        this.status = status;
        this.type = type;
        this.retryAfter = retryAfter;
    }

    /** JSON that can be read and does not say what is needed. */
    static WireException invalid(String message) {
        return new WireException(422, ErrorType.VALIDATION, message);
    }

    /** One that took longer than a request may. */
    public static WireException tooSlow(Duration time) {
        return new WireException(
                504,
                ErrorType.TIMEOUT,
                "not done after " + time.toMillis() / 1000.0 + " s; send less at once, or try again later");
    }

    /** One that came to a server that ends. */
    public static WireException ending() {
        return new WireException(
                503, ErrorType.UNHEALTHY, "shutting down; send it to another server", Duration.ofSeconds(1));
    }

    public int status() {
        return status;
    }

    public ErrorType type() {
        return type;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
