package merit.serving;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.WireException;

/** Reads bodies of requests within their limits. Thread-safe. */
final class RequestBody {
    private final RequestLimits limits;

    RequestBody(RequestLimits limits) {
        this.limits = limits;
    }

    /** The body, as far as the limit; longer ones are not read to their end. */
    byte[] read(Context context, RequestTrace trace) {
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new WireException(
                    415, ErrorType.VALIDATION, "Content-Encoding: found another than identity, need the body as it is");
        }
        if (context.req().getContentLengthLong() > limits.bodyBytes()) {
            throw tooLarge();
        }
        try (InputStream in = context.req().getInputStream()) {
            byte[] body = all(in, trace);
            trace.bodyRead = true;
            return body;
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw tooSlow();
            }
            throw new WireException(400, ErrorType.VALIDATION, "the body: found its end too early, need all of it");
        }
    }

    private byte[] all(InputStream in, RequestTrace trace) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
            body.write(some, 0, count);
            if (body.size() > limits.bodyBytes()) {
                throw tooLarge();
            }
            if (trace.elapsedNanos() > limits.time().toNanos()) {
                throw tooSlow();
            }
        }
        return body.toByteArray();
    }

    private static WireException tooSlow() {
        return new WireException(408, ErrorType.TIMEOUT, "the body: found it slower than the time of a request");
    }

    private WireException tooLarge() {
        return new WireException(
                413,
                ErrorType.VALIDATION,
                "the body: found more than " + limits.bodyBytes() + " bytes, need fewer; send it in parts");
    }
}
