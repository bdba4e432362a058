package merit.serving;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/**
 * What comes of a body that an answer does not wait for. The next request would begin behind it, so the connection ends with the answer
 * (RFC 9112, 9.3), and the answer says so: a client that is not told uses the connection once more and loses that request.
 */
final class UnreadBody {
    private static final int SMALL = 65_536;

    private UnreadBody() {}

    /** To be called before the answer begins, where the body was not read to its end. */
    static void tell(Context context) {
        if (remains(context)) {
            context.header("Connection", "close");
        }
    }

    /** Whether some of it is still to come. Of a small one that has come with its head all is read, and forgotten. */
    private static boolean remains(Context context) {
        if (context.header("Transfer-Encoding") != null) {
            return true;
        }
        long left = Math.max(0, context.req().getContentLengthLong());
        if (left > SMALL || (left > 0 && context.header("Expect") != null)) {
            return true;
        }
        try {
            InputStream in = context.req().getInputStream();
            byte[] some = new byte[8192];
            while (left > 0 && in.available() > 0) {
                left -= Math.max(0, in.read(some, 0, Math.min(some.length, in.available())));
            }
            return left > 0;
        } catch (IOException e) {
            return true;
        }
    }
}
