package merit.serving;

import java.time.Duration;

/**
 * What a request may ask for.
 *
 * @param concurrent how many requests are worked on at once; more are refused
 * @param bodyBytes the largest body
 * @param texts the most texts or candidates of a request
 * @param characters the longest text
 * @param time how long a request may take in all
 */
public record RequestLimits(int concurrent, int bodyBytes, int texts, int characters, Duration time) {
    public static final RequestLimits USUAL = new RequestLimits(512, 2_000_000, 512, 200_000, Duration.ofSeconds(60));

    public RequestLimits {
        need("concurrent requests", concurrent);
        need("bytes of a body", bodyBytes);
        need("texts of a request", texts);
        need("characters of a text", characters);
        need("milliseconds of a request", time.toMillis());
    }

    private static void need(String what, long found) {
        if (found < 1) {
            throw new IllegalArgumentException(what + ": found " + found + ", need 1 or more");
        }
    }
}
