package merit.store;

/** A file of records that cannot be used, and is to be made anew; the message says what was found in it. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFileException(String found) {
        super(found);
    }
}
