package merit.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;

/** No native library on the class path fits this machine, or it could not be unpacked. The message is meant for the user. */
public final class EngineUnavailableException extends UncheckedIOException {
    EngineUnavailableException(String message) {
        super(message, new IOException(message));
    }

    EngineUnavailableException(String message, Throwable cause) {
        super(message, new IOException(cause));
    }
}
