package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.LONG;
import static merit.serving.RunningServer.await;
import static merit.serving.RunningServer.received;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that leave, fall silent or are slow: they keep no place, and others are answered. */
@Timeout(300)
class LostClientTest {
    private static final String HEAD =
            "POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY.length() + "\r\n\r\n";

    private final CharacterScorer scorer = new CharacterScorer(600);

    @Test
    void clientsThatLeaveBeforeTheirAnswerKeepNoPlace() throws IOException {
        try (RunningServer server = RunningServer.of(config(LONG), scorer)) {
            scorer.hold();
            List<Socket> leaving = new ArrayList<>();
            for (int k = 0; k < 12; k++) {
                leaving.add(open(server, HEAD + BODY.replace("Why", "W" + (char) ('a' + k) + "y")));
            }
            await(() -> running(server) == 12);
            CompletableFuture<Reply> staying = server.later("/score", BODY);
            await(() -> running(server) == 13);
            for (Socket socket : leaving) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            scorer.pass(1000);
            assertThat(staying.join().status()).isEqualTo(200);
            await(() -> running(server) == 0);
            assertThat(server.log())
                    .filteredOn(entry -> entry.path().equals("/score"))
                    .hasSize(13)
                    .allMatch(entry -> entry.cause() == null);
        }
    }

    @Test
    void clientsThatLeaveInTheMiddleOfTheirBodyKeepNoPlace() throws IOException {
        try (RunningServer server = RunningServer.of(config(LONG), scorer)) {
            List<Socket> leaving = new ArrayList<>();
            for (int k = 0; k < 16; k++) {
                leaving.add(open(server, HEAD + BODY.substring(0, k)));
            }
            await(() -> running(server) == 16);
            assertThat(server.post("/score", BODY).status()).isEqualTo(429);
            for (Socket socket : leaving) {
                socket.close();
            }
            await(() -> running(server) == 0);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatFallsSilentIsGivenUpWhenTheTimeOfARequestIsOver() throws IOException {
        try (RunningServer server = hasty();
                Socket silent = open(server, HEAD + BODY.substring(0, 9))) {
            assertThat(answer(silent)).startsWith("HTTP/1.1 408").contains("Timeout");
            await(() -> running(server) == 0);
        }
    }

    @Test
    void aBodyThatComesByteByByteIsGivenUpWhenTheTimeOfARequestIsOver() throws IOException {
        try (RunningServer server = hasty();
                Socket slow = open(server, HEAD)) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> answer(slow));
            byte[] body = BODY.repeat(1000).getBytes(StandardCharsets.UTF_8);
            try {
                for (int k = 0; k < BODY.length() - 1 && !answer.isDone(); k++) {
                    slow.getOutputStream().write(body, k, 1);
                    Thread.sleep(50);
                }
            } catch (SocketException e) {
                assertThat(answer).as("closed after the answer").isNotNull();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(answer.join()).startsWith("HTTP/1.1 408");
        }
    }

    /** Jetty counts a connection on which nothing moves as idle; one that waits for its scores is none. */
    @Test
    @Tag("slow")
    void anAnswerMayTakeLongerThanAConnectionMayBeIdle() {
        try (RunningServer server = RunningServer.of(config(Duration.ofSeconds(90)), scorer)) {
            scorer.hold();
            CompletableFuture<Reply> reply = server.later("/score", BODY);
            long began = System.nanoTime();
            await(() -> System.nanoTime() - began > Duration.ofSeconds(35).toNanos());
            assertThat(reply).isNotDone();
            scorer.pass(1);
            assertThat(reply.join().status()).isEqualTo(200);
        }
    }

    /** A second for a request, which none needs once one was answered: the first requests of a process are slow. */
    private RunningServer hasty() {
        RunningServer server = RunningServer.of(config(Duration.ofSeconds(1)), scorer);
        await(() -> server.post("/score", BODY).status() == 200);
        return server;
    }

    private static Socket open(RunningServer server, String bytes) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String answer(Socket socket) {
        try {
            return received(socket, 100_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double running(RunningServer server) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("merit_requests_running "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private static ServingConfig config(Duration time) {
        return new ServingConfig(
                ServingConfig.local(0).access(),
                new RequestLimits(16, 10_000, 4, 1000, time),
                BatchLimits.USUAL,
                Conventions.RAW,
                2,
                100);
    }
}
