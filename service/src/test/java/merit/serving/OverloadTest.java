package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.LONG;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More requests than there is room or time for, and the last ones before the end. */
@Timeout(300)
class OverloadTest {
    private final CharacterScorer scorer = new CharacterScorer(600);

    @Test
    void drainingAnswersWhatWasTakenAndRefusesWhatComes() throws Exception {
        try (RunningServer server = RunningServer.of(scorer)) {
            scorer.hold();
            List<CompletableFuture<Reply>> taken = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String body = BODY.replace("leak", "leak " + i);
                taken.add(server.later("/score", body));
            }
            await(() -> server.get("/metrics").body().contains("merit_requests_running 20.0"));
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> drain(server));
            await(() -> server.get("/health/ready").status() == 503);
            assertThat(server.get("/health/ready").header("retry-after")).isEqualTo("1");
            Reply refused = server.post("/score", BODY);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
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
            return server.server().drain(LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFullQueueIsAnsweredWith429AndWhenToComeAgain() {
        ServingConfig config = with(new RequestLimits(100, 10_000, 4, 1000, LONG), new BatchLimits(100, 4, LONG));
        try (RunningServer server = RunningServer.of(config, scorer)) {
            scorer.hold();
            List<CompletableFuture<Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String body = BODY.replace("leak", "leak " + i);
                sent.add(server.later("/score", body));
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
        ServingConfig config = with(new RequestLimits(100, 10_000, 4, 1000, Duration.ofSeconds(2)), BatchLimits.USUAL);
        int before;
        try (RunningServer server = RunningServer.of(config, scorer)) {
            // The first requests of a process are slow, and this is not about them.
            await(() ->
                    server.post("/score", BODY.replace("leak", "leak before")).status() == 200);
            before = scorer.batches().size();
            scorer.hold();
            CompletableFuture<Reply> first = server.later("/score", BODY);
            await(() -> scorer.batches().size() == before + 1);
            Reply reply = server.post("/score", BODY.replace("leak", "second leak"));
            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.json().get("error_type").stringValue()).isEqualTo("Timeout");
            assertThat(first.join().status()).isEqualTo(504);
            assertThat(server.get("/metrics").body()).contains("te_queue_size 0.0");
            scorer.pass(1000);
        }
        assertThat(scorer.batches()).hasSize(before + 1);
    }

    @Test
    void aRequestCountsFromBeforeItsBodyOn() throws Exception {
        ServingConfig config = with(new RequestLimits(1, 10_000, 4, 1000, LONG), BatchLimits.USUAL);
        try (RunningServer server = RunningServer.of(config, scorer);
                Socket slow = new Socket(
                        InetAddress.getLoopbackAddress(), server.server().port())) {
            OutputStream out = slow.getOutputStream();
            out.write(("POST /score HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                            + BODY.length() + "\r\n\r\n" + BODY.substring(0, 9))
                    .getBytes(StandardCharsets.UTF_8));
            await(() -> server.get("/metrics").body().contains("merit_requests_running 1.0"));
            assertThat(server.post("/score", BODY).status()).isEqualTo(429);
            assertThat(server.get("/health").status()).isEqualTo(200);
            out.write(BODY.substring(9).getBytes(StandardCharsets.UTF_8));
            slow.setSoTimeout(RunningServer.SILENCE_MILLIS);
            assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static ServingConfig with(RequestLimits requests, BatchLimits batches) {
        return new ServingConfig(ServingConfig.local(0).access(), requests, batches, Conventions.RAW, 2, 100);
    }
}
