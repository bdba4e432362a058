package merit.serving;

/** A model failed on a request. What went wrong is for the log, not for whoever sent it. */
final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackendException(Throwable cause) {
        super(cause);
    }
}
