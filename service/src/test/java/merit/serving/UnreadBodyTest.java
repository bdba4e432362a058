package merit.serving;

import static merit.serving.RunningServer.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that do not wait for a body: the connection ends with them, and they say so, or it goes on. */
@Timeout(300)
class UnreadBodyTest {
    private static final String CLOSES = "\r\nConnection: close\r\n";
    private static final RunningServer SERVER = RunningServer.of(new CharacterScorer(600));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aRefusalThatLeavesABodyOnItsWaySaysThatTheConnectionEnds() throws IOException {
        for (String path : List.of("/score", "/nowhere", "/health")) {
            String answer = SERVER.raw(head(path, "attacker.example", "Content-Length: 100") + "{");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 4\\d\\d .*").contains(CLOSES);
        }
    }

    @Test
    void soDoesOneOfABodyWithoutALengthOrWithALargeOne() throws IOException {
        assertThat(SERVER.raw(head("/nowhere", "localhost", "Transfer-Encoding: chunked") + "5\r\nabcde\r\n"))
                .startsWith("HTTP/1.1 404")
                .contains(CLOSES);
        assertThat(SERVER.raw(head("/score", "localhost", "Content-Length: 9000000") + "{"))
                .startsWith("HTTP/1.1 413")
                .contains(CLOSES);
    }

    @Test
    void aClientThatAsksWhetherToSendItsBodyIsNotToldToWhereItIsRefused() throws IOException {
        assertThat(SERVER.raw(head("/score", "attacker.example", "Expect: 100-continue\r\nContent-Length: 9")))
                .startsWith("HTTP/1.1 403")
                .contains(CLOSES);
    }

    @Test
    void whereTheBodyHasComeTheConnectionGoesOn() throws IOException {
        String refused = head("/score", "attacker.example", "Content-Length: " + BODY.length()) + BODY;
        String taken = head("/score", "localhost", "Content-Length: " + BODY.length()) + BODY;
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), SERVER.server().port())) {
            socket.setSoTimeout(RunningServer.SILENCE_MILLIS);
            for (String request : List.of(refused, taken, refused, taken)) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                assertThat(answer(socket.getInputStream()))
                        .startsWith(request.equals(refused) ? "HTTP/1.1 403" : "HTTP/1.1 200")
                        .doesNotContain(CLOSES);
            }
        }
    }

    private static String head(String path, String host, String header) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\n\r\n";
    }

    /** The next answer on a connection. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("after %s", head).isNotNegative();
            head.append((char) next);
        }
        String length = head.substring(head.indexOf("Content-Length: ") + 16).split("\r\n")[0];
        in.readNBytes(Integer.parseInt(length));
        return head.toString();
    }
}
