package merit.serving;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Between HTTP and answers: request ids, keys, limits of the body, failures that say what the client needs and nothing of the inside,
 * headers, metrics and the log. Thread-safe.
 */
final class HttpFront {
    /** Who may ask. */
    enum Door {
        /** Everybody; a body is not read. */
        OPEN,
        /** Whoever has a key, where there are keys; a body is not read. */
        KEYED,
        /** The same; such requests are counted and limited in number from before their body on, and waited for when the server ends. */
        SCORING,
        /** Whoever has an admin key; nobody where there is none. */
        ADMIN
    }

    /** Makes the answer to a request. */
    @FunctionalInterface
    interface Work {
        Answer answer(RequestTrace trace, byte[] body) throws IOException;
    }

    /** Headers of answers that pages of elsewhere may read. */
    static final List<String> TOLD = List.of(
            "X-Request-Id", "Retry-After", "X-Total-Time", "X-Tokenization-Time", "X-Queue-Time", "X-Inference-Time");

    private static final byte[] NO_BODY = {};
    private static final String ANSWERED = "merit.answered";
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern GOOD_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

    private final Access access;
    private final KeyRates rates;
    private final RequestBody body;
    private final RequestGate gate;
    private final Telemetry telemetry;

    HttpFront(ServingConfig config, RequestGate gate, Telemetry telemetry) {
        this.gate = gate;
        access = config.access();
        rates = new KeyRates(access.reach().requestsPerMinute(), access.keys().count());
        body = new RequestBody(config.requests());
        this.telemetry = telemetry;
    }

    /** A handler of requests to a route. */
    Handler handler(String route, Door door, Work work) {
        return context -> {
            RequestTrace trace = new RequestTrace(
                    requestId(context.header(REQUEST_ID)), context.req().getMethod(), context.path(), route);
            trace.scoring = door == Door.SCORING;
            try {
                finish(context, trace, answered(trace, () -> {
                    admit(context, door);
                    trace.admitted = true;
                    if (trace.scoring) {
                        gate.enter();
                        trace.inside = true;
                    }
                    return work.answer(trace, readsBody(door) ? body.read(context, trace) : NO_BODY);
                }));
            } finally {
                if (trace.inside) {
                    gate.leave();
                }
            }
        };
    }

    private static boolean readsBody(Door door) {
        return door == Door.SCORING || door == Door.ADMIN;
    }

    private record Outcome(Answer answer, @Nullable Throwable cause) {}

    /** All that it takes from a request to its answer. */
    @FunctionalInterface
    private interface Steps {
        Answer answer() throws IOException;
    }

    private static Outcome answered(RequestTrace trace, Steps steps) {
        try {
            return new Outcome(steps.answer(), null);
        } catch (WireException e) {
            return new Outcome(Answer.of(e), null);
        } catch (BackendException e) {
            String message = "the model failed; the log has request " + trace.id;
            return new Outcome(Answer.failure(424, ErrorType.BACKEND, message), e.getCause());
        } catch (RuntimeException | IOException | Error e) {
            String message = "a fault; the log has request " + trace.id;
            return new Outcome(Answer.failure(500, ErrorType.INTERNAL, message), e);
        }
    }

    /** Writes the whole answer, so that a server that ends has sent it before it stops listening. */
    private void finish(Context context, RequestTrace trace, Outcome outcome) {
        Answer answer = outcome.answer();
        write(context, answer, trace);
        telemetry.finished(new Telemetry.Finished(trace, answer.status(), outcome.cause(), context::header));
    }

    private static String requestId(@Nullable String given) {
        return given != null && GOOD_ID.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }

    private void admit(Context context, Door door) {
        if (access.isForThisMachineAlone() && !isThisMachine(context.host())) {
            throw new WireException(
                    403,
                    ErrorType.UNAUTHORIZED,
                    "the Host header: found another name than localhost, need that; give the server a key to reach it"
                            + " by other names");
        }
        ApiKeys keys = door == Door.ADMIN ? access.adminKeys() : access.keys();
        if (door == Door.ADMIN && keys.isEmpty()) {
            throw new WireException(403, ErrorType.UNAUTHORIZED, "closed: the server was started without an admin key");
        }
        if (door == Door.OPEN || keys.isEmpty()) {
            return;
        }
        int key = keys.find(context.header("Authorization"));
        if (key < 0) {
            throw new WireException(
                    401, ErrorType.UNAUTHORIZED, "found no key that opens this, need Authorization: Bearer KEY");
        }
        if (door == Door.SCORING) {
            rates.count(key);
        }
    }

    /** Whether a Host header names this machine, with or without a port. */
    static boolean isThisMachine(@Nullable String host) {
        return host == null
                || THIS_MACHINE.stream()
                        .anyMatch(name -> host.equalsIgnoreCase(name)
                                || host.regionMatches(true, 0, name + ":", 0, name.length() + 1));
    }

    /** The answer to what no route takes: {@code status} is what HTTP has for it. */
    static void refuse(Context context, String message) {
        if (context.attribute(ANSWERED) == null) {
            Answer answer = Answer.failure(context.statusCode(), ErrorType.VALIDATION, message);
            UnreadBody.tell(context);
            context.contentType(answer.contentType()).result(answer.body());
        }
    }

    private static void write(Context context, Answer answer, RequestTrace trace) {
        context.status(answer.status()).contentType(answer.contentType());
        context.header(REQUEST_ID, trace.id);
        context.header("X-Content-Type-Options", "nosniff");
        trace.headers().forEach(context::header);
        answer.headers().forEach(context::header);
        if (answer.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        if (!trace.bodyRead) {
            UnreadBody.tell(context);
        }
        context.attribute(ANSWERED, true);
        try (OutputStream out = context.outputStream()) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            context.res().setContentLength(body.length);
            out.write(body);
        } catch (IOException e) {
            trace.clientLeft = true;
        }
    }
}
