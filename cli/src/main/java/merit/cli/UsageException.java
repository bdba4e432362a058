package merit.cli;

/** Options that do not fit together: a usage error that picocli cannot see. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
