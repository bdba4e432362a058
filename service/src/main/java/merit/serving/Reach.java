package merit.serving;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How requests come in, beside plain HTTP from programs.
 *
 * @param certificate for HTTPS; null for HTTP
 * @param origins whose pages may ask from a browser, {@code https://app.example.com}; none for no page but the server's own
 * @param requestsPerMinute what each key may ask for, in bursts of as many; 0 for no such limit
 */
public record Reach(@Nullable Certificate certificate, List<String> origins, int requestsPerMinute) {
    /** HTTP, no pages of elsewhere, no rate. */
    public static final Reach PLAIN = new Reach(null, List.of(), 0);

    /** @throws IllegalArgumentException for an origin that is none, or a negative rate */
    public Reach {
        origins = List.copyOf(origins);
        origins.forEach(Reach::check);
        if (requestsPerMinute < 0) {
            throw new IllegalArgumentException(
                    "requests per minute: found " + requestsPerMinute + ", need 1 or more, or 0 for no limit");
        }
    }

    private static void check(String origin) {
        boolean good;
        try {
            URI uri = URI.create(origin);
            good = uri.getHost() != null
                    && List.of("http", "https").contains(uri.getScheme())
                    && uri.getRawPath().isEmpty()
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            good = false;
        }
        if (!good) {
            throw new IllegalArgumentException("allowed origin: found " + origin
                    + ", need a scheme and a host alone, like https://app.example.com");
        }
    }
}
