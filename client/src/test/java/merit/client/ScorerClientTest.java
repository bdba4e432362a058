package merit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.encoding.TokenRow;
import merit.scoring.BestOfN;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;
import merit.serving.ModelSource;
import merit.serving.RequestLog;
import merit.serving.ScoringServer;
import merit.serving.ServedModel;
import merit.serving.ServingConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ScorerClientTest {
    private static final String ONE_ROW = "{\"model\":\"m\",\"rows\":[{\"score\":1.5}]}";

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** The reward is the length of the row. */
    private static final class LengthRowScorer implements RowScorer {
        @Override
        public TokenRow encode(ScoreInput input, int maxTokens) {
            int tokens = input instanceof ScoreInput.Chat chat
                    ? chat.conversation().messages().stream()
                            .map(Message::content)
                            .mapToInt(String::length)
                            .sum()
                    : ((ScoreInput.Text) input).first().length();
            return new TokenRow(new int[tokens], new int[tokens], 2, 0);
        }

        @Override
        public List<Score> scoreRows(List<TokenRow> rows) {
            return rows.stream()
                    .map(row -> new Score(row.length(), Map.of("a", 1.0, "b", 2.0), 0.5, row.length(), 2))
                    .toList();
        }

        @Override
        public List<Score> score(List<? extends ScoreInput> inputs) {
            return scoreRows(inputs.stream().map(this::encode).toList());
        }

        @Override
        public ScorerInfo info() {
            return new ScorerInfo("length", "length", 512, "fp32", "pair", 0);
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void scoresAreThoseOfTheServedModelWithAllThatIsKnownOfThem() throws IOException {
        try (ScoringServer server = ScoringServer.listen(
                ServingConfig.local(0),
                List.of(new ModelSource(
                        "length", () -> new ServedModel(new LengthRowScorer(), PairOdds.of(Calibration.NONE)))),
                RequestLog.NONE)) {
            server.load();
            ScorerClient client = new ScorerClient(ClientConfig.of("http://127.0.0.1:" + server.port() + "/")
                    .withModel("length")
                    .withRows(3));
            List<ScoreInput> inputs = IntStream.range(0, 10)
                    .<ScoreInput>mapToObj(i -> i % 3 == 0
                            ? new ScoreInput.Text("x".repeat(i + 1), null, true)
                            : new ScoreInput.Chat(Conversation.of("prompt", "y".repeat(i))))
                    .toList();
            assertThat(client.score(inputs)).isEqualTo(new LengthRowScorer().score(inputs));
            assertThat(client.score(List.of())).isEmpty();
            assertThat(BestOfN.of(client)
                            .pick("prompt", List.of("short", "a long one", "mid"))
                            .text())
                    .isEqualTo("a long one");
        }
    }

    @Test
    void aServerThatIsBusyOrGoneIsFollowedByTheNext() throws IOException {
        String busy = answering(429, "{\"error\": \"too busy\"}");
        String good = answering(200, ONE_ROW);
        ScorerClient client = ScorerClient.to("http://127.0.0.1:1", busy, good);
        for (int i = 0; i < 3; i++) {
            assertThat(client.score("a", "b")).isEqualTo(1.5);
        }
    }

    @Test
    void whatPassesByItselfIsTriedAgain() throws IOException {
        AtomicInteger times = new AtomicInteger();
        String server = serving(exchange -> times.incrementAndGet() < 4 ? 503 : 200, ONE_ROW);
        assertThat(ScorerClient.to(server).score("a", "b")).isEqualTo(1.5);
        assertThat(times).hasValue(4);
    }

    @Test
    void theDeadlineEndsItAndSaysWhatWasTriedLast() throws IOException {
        String server = answering(503, "{\"error\": \"still loading\"}");
        ScorerClient client = new ScorerClient(ClientConfig.of(server).withDeadline(Duration.ofSeconds(2)));
        ScorerClient.to(answering(200, ONE_ROW)).score("a", "b"); // the first request of a process is slow
        assertThatThrownBy(() -> client.score("a", "b"))
                .isInstanceOf(ScorerUnavailableException.class)
                .hasMessageMatching("no scores after \\d+ tries in 2.0 s: " + server + " said 503: still loading");
    }

    @Test
    void whatTheServerRefusesIsNotTriedAgain() throws IOException {
        String server = answering(422, "{\"error\": \"text 0: too long\"}");
        assertThatThrownBy(() -> ScorerClient.to(server).score("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(server + " said 422: text 0: too long");
        assertThat(asked).hasSize(1);
    }

    @Test
    void longTextsGoInPartsThatTheServerTakes() throws IOException {
        try (ScoringServer server = ScoringServer.listen(
                ServingConfig.local(0),
                List.of(new ModelSource(
                        "length", () -> new ServedModel(new LengthRowScorer(), PairOdds.of(Calibration.NONE)))),
                RequestLog.NONE)) {
            server.load();
            List<ScoreInput> inputs = IntStream.range(0, 300)
                    .<ScoreInput>mapToObj(i -> new ScoreInput.Text("x".repeat(8000 + i), null, true))
                    .toList();
            assertThat(new ScorerClient(ClientConfig.of("http://127.0.0.1:" + server.port())
                                    .withDeadline(Duration.ofMinutes(5)))
                            .score(inputs))
                    .isEqualTo(new LengthRowScorer().score(inputs));
        }
    }

    @Test
    void theDeadlineIsForAllPartsTogether() throws IOException {
        String server = serving(
                exchange -> {
                    LockSupport.parkNanos(200_000_000);
                    return 200;
                },
                ONE_ROW);
        ScorerClient client =
                new ScorerClient(ClientConfig.of(server).withRows(1).withDeadline(Duration.ofMillis(900)));
        assertThatThrownBy(() -> client.score(Collections.nCopies(30, ScoreInput.of("a", "b"))))
                .isInstanceOf(ScorerUnavailableException.class);
    }

    @Test
    void aPageInsteadOfScoresIsNoServersAnswer() throws IOException {
        ScorerClient client = ScorerClient.to(answering(200, "<html>Sign in</html>"));
        assertThatThrownBy(() -> client.score("a", "b"))
                .isInstanceOf(ScorerUnavailableException.class)
                .hasMessageStartingWith("an answer that is no merit server's: found no JSON");
    }

    @Test
    void theKeyIsNotPrinted() {
        assertThat(ClientConfig.of("http://localhost:8000")
                        .withKey("secret-key")
                        .toString())
                .contains("localhost")
                .doesNotContain("secret");
    }

    @Test
    void theKeyIsSentAsABearers() throws IOException {
        String server = answering(200, ONE_ROW);
        new ScorerClient(ClientConfig.of(server).withKey("secret-key")).score("a", "b");
        assertThat(asked).containsExactly("Bearer secret-key");
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ScorerClient.to("localhost:8000"))
                .hasMessage("server: found localhost:8000, need an address such as http://localhost:8000");
    }

    private interface StatusOf {
        int status(String authorization);
    }

    private String answering(int status, String body) throws IOException {
        return serving(exchange -> status, body);
    }

    private String serving(StatusOf rule, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/score", exchange -> {
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add(authorization);
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(rule.status(authorization), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
