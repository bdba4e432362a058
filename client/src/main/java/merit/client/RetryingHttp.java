package merit.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * Asks servers in turn, each call beginning with the next one. Where a server cannot be reached, is full (429) or not ready (502, 503,
 * 504), the next is asked at once; after all, it waits as long as a server said, or twice as long each time from a tenth of a second,
 * until the deadline. Scoring changes nothing, so to ask twice is harmless. Thread-safe.
 */
final class RetryingHttp {
    private static final Set<Integer> MAY_PASS = Set.of(429, 502, 503, 504);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ClientConfig config;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicInteger calls = new AtomicInteger();

    RetryingHttp(ClientConfig config) {
        this.config = config;
    }

    /** What came of one try: an answer, or why there is none and for how long to wait; or, late, nothing before the deadline. */
    private record Attempt(@Nullable String answer, String problem, long pauseMillis, boolean late) {
        Attempt(@Nullable String answer, String problem, long pauseMillis) {
            this(answer, problem, pauseMillis, false);
        }
    }

    /**
     * The answer of the first server that gives one.
     *
     * @param end when to give up, by {@link System#nanoTime}
     */
    String post(String path, byte[] body, long end) {
        int first = Math.floorMod(calls.getAndIncrement(), config.servers().size());
        String problem = "";
        for (int tries = 0; ; tries++) {
            URI server = config.servers().get((first + tries) % config.servers().size());
            Attempt attempt = attempt(server, path, body, end);
            if (attempt.answer() != null) {
                return attempt.answer();
            }
            if (!attempt.late() || problem.isEmpty()) { // else what was said before tells more
                problem = attempt.problem();
            }
            boolean allAsked = (tries + 1) % config.servers().size() == 0;
            long pause = allAsked ? pause(tries / config.servers().size(), attempt.pauseMillis()) : 0;
            if (System.nanoTime() + pause * 1_000_000 - end >= 0) {
                throw new ScorerUnavailableException("no scores after " + (tries + 1) + " tries in "
                        + config.deadline().toMillis() / 1000.0 + " s: " + problem);
            }
            sleep(pause);
        }
    }

    private static long pause(int rounds, long asked) {
        long doubled = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(rounds, 6));
        return asked > 0 ? asked : doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScorerUnavailableException("interrupted while waiting for a server", e);
        }
    }

    private Attempt attempt(URI server, String path, byte[] body, long end) {
        String base = server.toString();
        URI target = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(left)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (config.key() != null) {
            request.header("Authorization", "Bearer " + config.key());
        }
        try {
            return read(server, http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            boolean late = e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException);
            return new Attempt(null, server + " cannot be reached: " + e, 0, late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScorerUnavailableException("interrupted while waiting for " + server, e);
        }
    }

    private static Attempt read(URI server, HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            return new Attempt(response.body(), "", 0);
        }
        String problem = server + " said " + response.statusCode() + ": " + error(response.body());
        if (MAY_PASS.contains(response.statusCode())) {
            return new Attempt(null, problem, retryAfter(response));
        }
        throw new IllegalArgumentException(problem);
    }

    private static String error(String body) {
        try {
            return new ObjectMapper().readTree(body).path("error").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    private static long retryAfter(HttpResponse<String> response) {
        try {
            return 1000
                    * Long.parseLong(
                            response.headers().firstValue("Retry-After").orElse("0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
