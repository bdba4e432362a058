package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import merit.scoring.PairOdds;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that a generator makes of the written interface and then breaks: each gets an answer that the interface knows, none makes a
 * fault, and the server scores afterwards as it did before.
 */
@Timeout(600)
class FuzzTest {
    private static final int CLIENTS = 8;
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final List<String> OTHER_METHODS =
            List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW");
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
            ";;;");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void eightHundredBrokenRequestsAreAllAnsweredAsTheInterfaceSays() {
        send(800, 17);
    }

    @Test
    @Tag("slow")
    void tenThousandBrokenRequestsAreAllAnsweredAsTheInterfaceSays() {
        send(10_000, 42);
    }

    private void send(int requests, long seed) {
        try (RunningServer server = RunningServer.ofSources(
                config(),
                new ModelSource(
                        "characters",
                        () -> new ServedModel(new CharacterScorer(600), PairOdds.of(RunningServer.CALIBRATION))))) {
            String before = server.post("/score", BODY).body();
            List<CompletableFuture<Map<Integer, Integer>>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(k -> CompletableFuture.supplyAsync(
                            () -> send(server, requests / CLIENTS, seed + k), work -> new Thread(work).start()))
                    .toList();
            Map<Integer, Integer> statuses = new HashMap<>();
            clients.forEach(
                    client -> client.join().forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
            assertThat(statuses).containsKeys(200, 400, 404, 405, 415, 422).doesNotContainKeys(424, 500, 503, 504);
            assertThat(server.log()).allMatch(entry -> entry.cause() == null);
            assertThat(server.post("/score", BODY).body()).isEqualTo(before);
            await(() -> server.get("/metrics").body().contains("merit_requests_running 0.0")); // after its answer
            assertThat(server.get("/metrics").body()).contains("te_queue_size 0.0");
        }
    }

    /** How many answers there were of each status. */
    private Map<Integer, Integer> send(RunningServer server, int requests, long seed) {
        BodyGenerator generator = new BodyGenerator(seed);
        List<String> paths = new ArrayList<>(BodyGenerator.paths());
        paths.add("/nowhere");
        paths.add("/score/..;/admin");
        Map<Integer, Integer> statuses = new HashMap<>();
        for (int k = 0; k < requests; k++) {
            statuses.merge(send(server, generator, generator.pick(paths)), 1, Integer::sum);
        }
        return statuses;
    }

    private int send(RunningServer server, BodyGenerator generator, String path) {
        byte[] body = generator.body(path);
        String method =
                generator.once(12) ? generator.pick(OTHER_METHODS) : BodyGenerator.isRead(path) ? "GET" : "POST";
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .timeout(DEADLINE)
                .header("Content-Type", generator.once(6) ? generator.pick(CONTENT_TYPES) : CONTENT_TYPES.get(0))
                .header("Authorization", generator.once(4) ? "Bearer \u00e9" : "Bearer admin-key-1");
        if (generator.once(20)) {
            request.header("Content-Encoding", generator.pick(List.of("gzip", "br", "identity", "gzip, gzip")));
            body = generator.once(2) ? BodyGenerator.zipped(body) : body;
        }
        request.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        String sent = method + " " + path + " " + start(body);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            check(method, path, sent, answer);
            return answer.statusCode();
        } catch (IOException e) {
            throw new AssertionError(sent + " was not answered", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String method, String path, String sent, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() >= 400 && !method.equals("HEAD")) {
            assertThat(type).as(sent).isEqualTo(Answer.JSON);
            OpenApi.checkFailure(answer.body(), sent);
        } else if (answer.statusCode() == 200 && type.equals(Answer.JSON) && !method.equals("HEAD")) {
            OpenApi.check(method.toUpperCase(Locale.ROOT), path, 200, answer.body());
        }
        assertThat(answer.body())
                .as(sent)
                .doesNotContain("tools.jackson", "StreamRead", "Feature", "merit.serving", "\tat ");
    }

    private static String start(byte[] body) {
        return new String(Arrays.copyOf(body, Math.min(body.length, 400)), StandardCharsets.UTF_8);
    }

    private static ServingConfig config() {
        return new ServingConfig(
                new Access("127.0.0.1", 0, ApiKeys.NONE, ApiKeys.of(List.of("admin-key-1")), false),
                new RequestLimits(64, 30_000, 4, 10_000, DEADLINE),
                new BatchLimits(2048, 4096, DEADLINE),
                Conventions.RAW,
                2,
                100);
    }
}
