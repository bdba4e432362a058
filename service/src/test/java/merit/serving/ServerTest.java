package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ServerTest {
    private final CharacterScorer scorer = new CharacterScorer(600);

    @Test
    void everyRowThroughEveryRouteScoresAsAloneUnderConcurrency() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(64);
        try (RunningServer server = RunningServer.of(scorer)) {
            List<Future<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 128; i++) {
                String text = "text number " + i + " " + "word ".repeat(i % 97);
                calls.add(clients.submit(() -> checkEveryRoute(server, text)));
            }
            for (Future<Void> call : calls) {
                call.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    private Void checkEveryRoute(RunningServer server, String text) {
        double expected = scorer.score("Why?", text);
        String quoted = "\"" + text + "\"";
        assertThat(number(server, "/score", "{\"prompt\":\"Why?\",\"response\":" + quoted + "}", "/score"))
                .isEqualTo(expected);
        assertThat(number(server, "/score", "{\"text_1\":\"Why?\",\"text_2\":[" + quoted + "]}", "/data/0/score"))
                .isEqualTo(expected);
        assertThat(number(server, "/rerank", "{\"query\":\"Why?\",\"texts\":[" + quoted + "]}", "/0/score"))
                .isEqualTo(expected);
        assertThat(number(
                        server,
                        "/v2/rerank",
                        "{\"query\":\"Why?\",\"documents\":[" + quoted + "]}",
                        "/results/0/relevance_score"))
                .isEqualTo(expected);
        assertThat(number(server, "/predict", "{\"inputs\":[\"Why?\"," + quoted + "]}", "/0/score"))
                .isEqualTo(expected);
        assertThat(number(
                        server,
                        "/compare",
                        "{\"prompt\":\"Why?\",\"a\":" + quoted + ",\"b\":\"b\"}",
                        "/results/0/score"))
                .isEqualTo(expected);
        return null;
    }

    private static double number(RunningServer server, String path, String body, String pointer) {
        return server.post(path, body).json().at(pointer).doubleValue();
    }

    @Test
    void duplicatesAndKnownRowsAreComputedOnce() {
        try (RunningServer server = RunningServer.of(scorer)) {
            server.post("/rerank", "{\"query\": \"Why?\", \"texts\": [\"same\", \"same\", \"other\"]}");
            server.post("/score", "{\"prompt\": \"Why?\", \"response\": \"same\"}");
            assertThat(scorer.batches().stream().mapToInt(List::size).sum()).isEqualTo(2);
            assertThat(server.get("/metrics").body()).contains("merit_cache_hits 1.0", "merit_cache_misses 2.0");
        }
    }

    @Test
    void timesTokensAndTheRequestIdStandInTheHeaders() {
        try (RunningServer server = RunningServer.of(scorer)) {
            Reply reply = server.post("/score", BODY, "X-Request-Id", "mine-17");
            assertThat(reply.header("x-request-id")).isEqualTo("mine-17");
            assertThat(reply.header("x-compute-tokens")).isEqualTo("12");
            assertThat(reply.header("x-compute-characters")).isEqualTo("11");
            assertThat(reply.headers())
                    .containsKeys("x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time");
            assertThat(reply.headers()).doesNotContainKeys("server", "access-control-allow-origin");
            assertThat(server.post("/score", BODY, "X-Request-Id", "two words").header("x-request-id"))
                    .hasSize(36);
        }
    }

    @Test
    void theLogHasNumbersAndNoTexts() {
        try (RunningServer server = RunningServer.of(scorer)) {
            server.post("/score", "{\"prompt\": \"a private question\", \"response\": \"a private answer\"}");
            await(() -> server.log().size() == 1);
            RequestLog.Entry entry = server.log().get(0);
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.rows()).isEqualTo(1);
            assertThat(entry.model()).isEqualTo("characters");
            assertThat(entry.toString()).doesNotContain("private");
        }
    }

    @Test
    void aModelThatFailsIsAnsweredWithoutWhatItSaid() {
        try (RunningServer server = RunningServer.of(scorer)) {
            Reply reply = server.post("/score", "{\"prompt\": \"Why?\", \"response\": \"BOOM\"}");
            assertThat(reply.status()).isEqualTo(424);
            assertThat(reply.body()).doesNotContain("secret").contains(reply.header("x-request-id"));
            await(() -> server.log().size() == 1);
            assertThat(server.log().get(0).cause()).hasMessageContaining("weights.bin");
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void anErrorIsAnsweredLoggedAndCountedAsAnyFault() {
        try (RunningServer server = RunningServer.of(scorer)) {
            Reply reply = server.post("/score", "{\"prompt\": \"Why?\", \"response\": \"CRASH\"}");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.json().get("error_type").stringValue()).isEqualTo("Internal");
            assertThat(reply.body()).doesNotContain("secret").contains(reply.header("x-request-id"));
            await(() -> server.log().size() == 1);
            assertThat(server.log().get(0).cause()).isInstanceOf(LinkageError.class);
            assertThat(server.get("/metrics").body()).contains("te_request_failure 1.0");
        }
    }

    @Test
    void nativeActivationGivesEachDialectItsOwnDefault() {
        ServingConfig usual = ServingConfig.local(0);
        ServingConfig config = new ServingConfig(
                usual.access(), usual.requests(), usual.batches(), new Conventions(true, false), 1, 10);
        double squashed = 1 / (1 + Math.exp(-scorer.score("Why?", "A leak.")));
        try (RunningServer server = RunningServer.of(config, scorer)) {
            assertThat(number(server, "/rerank", "{\"query\":\"Why?\",\"texts\":[\"A leak.\"]}", "/0/score"))
                    .isEqualTo(squashed);
            assertThat(number(server, "/score", "{\"text_1\":\"Why?\",\"text_2\":\"A leak.\"}", "/data/0/score"))
                    .isEqualTo(squashed);
            assertThat(number(server, "/score", BODY, "/score")).isEqualTo(scorer.score("Why?", "A leak."));
        }
    }

    @Test
    void whatIsServedAndItsLimitsStandInInfo() {
        try (RunningServer server = RunningServer.of(scorer, new CharacterScorer(20))) {
            Reply info = server.get("/info");
            assertThat(info.json().get("model_id").stringValue()).isEqualTo("characters");
            assertThat(info.json().get("max_input_length").intValue()).isEqualTo(600);
            assertThat(info.json().get("models").size()).isEqualTo(2);
            assertThat(server.get("/v1/models").json().at("/data/1/id").stringValue())
                    .isEqualTo("model-1");
            assertThat(server.get("/openapi.json").json().get("openapi").stringValue())
                    .isEqualTo("3.1.0");
            assertThat(server.get("/docs").body()).contains("swagger-ui-bundle.js");
            assertThat(server.get("/docs/swagger-ui-bundle.js").status()).isEqualTo(200);
        }
    }

    @Test
    void metricsHaveTheNamesThatDashboardsKnow() {
        try (RunningServer server = RunningServer.of(scorer)) {
            server.post("/score", BODY);
            server.post("/score", "{}");
            await(() -> server.log().size() == 2);
            assertThat(server.get("/metrics").body())
                    .contains(
                            "te_request_count 2.0",
                            "te_request_success 1.0",
                            "te_request_failure 1.0",
                            "te_request_duration_count 1",
                            "te_request_queue_duration_sum",
                            "te_request_inference_duration_bucket",
                            "te_request_tokenization_duration_bucket",
                            "te_queue_size 0.0",
                            "te_batch_next_size_bucket",
                            "te_batch_next_tokens_bucket",
                            "merit_padded_tokens_total 12.0",
                            "merit_scores_at_most{le=\"+Inf\",model=\"characters\"} 1.0");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (RunningServer server = RunningServer.of(scorer)) {
            int port = server.server().port();
            assertThatThrownBy(() -> ScoringServer.listen(
                            ServingConfig.local(port),
                            List.of(new ModelSource("x", () -> new ServedModel(scorer, PairOdds.of(Calibration.NONE)))),
                            RequestLog.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + port
                            + " of 127.0.0.1 cannot be had: it may be taken; choose another with --port");
        }
    }
}
