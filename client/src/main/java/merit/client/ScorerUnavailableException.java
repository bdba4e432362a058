package merit.client;

import org.jspecify.annotations.Nullable;

/** No server gave scores in time; the message says what each tried last. */
public final class ScorerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScorerUnavailableException(String message) {
        this(message, null);
    }

    ScorerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
