package merit.preference.format;

import merit.preference.Origin;

/** A data file that cannot be read or written as asked. The message is meant for the user and names the file and line. */
public final class DataFileException extends IllegalArgumentException {
    public DataFileException(String message) {
        super(message);
    }

    public DataFileException(String message, Throwable cause) {
        super(message, cause);
    }

    static DataFileException at(Origin origin, String message) {
        return new DataFileException(origin + ": " + message);
    }
}
