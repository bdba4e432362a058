package merit.serving;

import java.util.Map;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.Wire;
import merit.serving.dialect.WireException;

/** What goes back to a client. */
record Answer(int status, String contentType, String body, Map<String, String> headers) {
    static final String JSON = "application/json";

    record Failure(String error, String errorType) {}

    static Answer json(Object content) {
        return new Answer(200, JSON, Wire.write(content), Map.of());
    }

    static Answer text(String contentType, String content) {
        return new Answer(200, contentType, content, Map.of());
    }

    static Answer failure(int status, ErrorType type, String message) {
        return new Answer(status, JSON, Wire.write(new Failure(message, type.wireName())), Map.of());
    }

    static Answer of(WireException failure) {
        Answer answer = failure(failure.status(), failure.type(), String.valueOf(failure.getMessage()));
        return failure.retryAfter() == null
                ? answer
                : answer.with(
                        Map.of("Retry-After", Long.toString(failure.retryAfter().toSeconds())));
    }

    Answer with(Map<String, String> more) {
        return new Answer(status, contentType, body, more);
    }
}
