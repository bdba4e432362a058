package merit.preference.store;

/** Rows that cannot be read one by one, since several of them make one set. */
public final class JoinedRowsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    JoinedRowsException(String message) {
        super(message);
    }
}
