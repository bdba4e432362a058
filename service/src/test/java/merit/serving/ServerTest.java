package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import merit.scoring.Calibration;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ServerTest {
    private static final String BODY = "{\"prompt\": \"Why?\", \"response\": \"A leak.\"}";

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
    void beforeTheModelsAreLoadedItIsAliveAndNotReady() {
        try (RunningServer server = RunningServer.listening(ServingConfig.local(0), scorer)) {
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            assertThat(server.get("/health/ready").status()).isEqualTo(503);
            assertThat(server.get("/health").status()).isEqualTo(503);
            Reply reply = server.post("/score", BODY);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("retry-after")).isEqualTo("1");
            server.load();
            assertThat(server.get("/health").status()).isEqualTo(200);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void drainingAnswersWhatWasTakenAndRefusesWhatComes() throws Exception {
        try (RunningServer server = RunningServer.of(scorer)) {
            scorer.hold();
            List<CompletableFuture<Reply>> taken = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String body = BODY.replace("leak", "leak " + i);
                taken.add(CompletableFuture.supplyAsync(() -> server.post("/score", body), ServerTest::start));
            }
            await(() -> server.get("/metrics").body().contains("merit_requests_running 20.0"));
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(server), ServerTest::start);
            await(() -> server.get("/health/ready").status() == 503);
            assertThat(server.post("/score", BODY).status()).isEqualTo(503);
            assertThat(drained).isNotDone();
            scorer.pass(1000);
            assertThat(drained.get()).isTrue();
            for (CompletableFuture<Reply> reply : taken) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }
    }

    private static boolean drain(RunningServer server) {
        try {
            return server.server().drain(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFullQueueIsAnsweredWith429AndWhenToComeAgain() {
        ServingConfig config = with(
                new RequestLimits(100, 10_000, 4, 1000, Duration.ofSeconds(60)),
                new BatchLimits(100, 4, Duration.ofSeconds(60)));
        try (RunningServer server = RunningServer.of(config, scorer)) {
            scorer.hold();
            List<CompletableFuture<Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String body = BODY.replace("leak", "leak " + i);
                sent.add(CompletableFuture.supplyAsync(() -> server.post("/score", body), ServerTest::start));
            }
            // Four wait, and up to four more stand in the batch that is held: at least four are refused.
            await(() -> sent.stream().filter(CompletableFuture::isDone).count() >= 4);
            Reply refused = sent.stream()
                    .filter(CompletableFuture::isDone)
                    .findFirst()
                    .orElseThrow()
                    .join();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json().get("error_type").stringValue()).isEqualTo("Overloaded");
            assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
            scorer.pass(1000);
            assertThat(sent.stream().map(CompletableFuture::join).map(Reply::status))
                    .contains(200)
                    .containsOnly(200, 429);
        }
    }

    @Test
    void whatIsNotDoneInTimeLeavesTheQueue() {
        ServingConfig config = with(new RequestLimits(100, 10_000, 4, 1000, Duration.ofMillis(300)), BatchLimits.USUAL);
        try (RunningServer server = RunningServer.of(config, scorer)) {
            scorer.hold();
            CompletableFuture<Reply> first =
                    CompletableFuture.supplyAsync(() -> server.post("/score", BODY), ServerTest::start);
            await(() -> scorer.batches().size() == 1);
            Reply reply = server.post("/score", BODY.replace("leak", "second leak"));
            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.json().get("error_type").stringValue()).isEqualTo("Timeout");
            assertThat(first.join().status()).isEqualTo(504);
            assertThat(server.get("/metrics").body()).contains("te_queue_size 0.0");
            scorer.pass(1000);
        }
        assertThat(scorer.batches()).hasSize(1);
    }

    @Test
    void aReloadedModelTakesOverAndTheOldOneIsClosedAfterItsLastRequest() throws Exception {
        List<CharacterScorer> opened = new ArrayList<>();
        ModelSource source = new ModelSource("one", () -> {
            opened.add(new CharacterScorer(60));
            return new ServedModel(opened.get(opened.size() - 1), Calibration.NONE, false);
        });
        try (RunningServer server = RunningServer.ofSources(withAdmin(), source)) {
            opened.get(0).hold();
            CompletableFuture<Reply> running =
                    CompletableFuture.supplyAsync(() -> server.post("/score", BODY), ServerTest::start);
            await(() -> opened.get(0).batches().size() == 1);
            assertThat(server.post("/admin/reload", "", "Authorization", "Bearer admin-key-1")
                            .status())
                    .isEqualTo(200);
            assertThat(opened).hasSize(2);
            assertThat(opened.get(0).isClosed()).isFalse();
            opened.get(0).pass(1000);
            assertThat(running.get().status()).isEqualTo(200);
            await(() -> opened.get(0).isClosed());
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(opened.get(1).batches()).hasSize(1);
        }
        assertThat(opened.get(1).isClosed()).isTrue();
    }

    @Test
    void aModelWhoseGoldenScoresDoNotHoldDoesNotTakeOver() {
        List<Integer> openings = new ArrayList<>();
        ModelSource source = new ModelSource("one", () -> {
            openings.add(1);
            if (openings.size() > 1) {
                throw new IllegalArgumentException("/secret/folder: scores have drifted");
            }
            return new ServedModel(scorer, Calibration.NONE, false);
        });
        try (RunningServer server = RunningServer.ofSources(withAdmin(), source)) {
            Reply reply = server.post("/admin/reload", "{\"model\": \"one\"}", "Authorization", "Bearer admin-key-1");
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body()).doesNotContain("secret");
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(scorer.isClosed()).isFalse();
        }
    }

    @Test
    void nativeActivationGivesEachDialectItsOwnDefault() {
        ServingConfig usual = ServingConfig.local(0);
        ServingConfig config =
                new ServingConfig(usual.access(), usual.requests(), usual.batches(), new Conventions(true), 1, 10);
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
                            List.of(new ModelSource("x", () -> new ServedModel(scorer, Calibration.NONE, false))),
                            RequestLog.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + port
                            + " of 127.0.0.1 cannot be had: it may be taken; choose another with --port");
        }
    }

    private static ServingConfig with(RequestLimits requests, BatchLimits batches) {
        return new ServingConfig(ServingConfig.local(0).access(), requests, batches, Conventions.RAW, 2, 100);
    }

    private static ServingConfig withAdmin() {
        ServingConfig usual = ServingConfig.local(0);
        Access access = new Access("127.0.0.1", 0, ApiKeys.NONE, ApiKeys.of(List.of("admin-key-1")), false);
        return new ServingConfig(access, usual.requests(), usual.batches(), Conventions.RAW, 2, 100);
    }

    private static void start(Runnable work) {
        new Thread(work).start();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
