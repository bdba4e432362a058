package merit.serving;

import static merit.serving.RunningServer.BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import merit.serving.dialect.Dialects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies, headers and paths that no client should send. */
@Timeout(300)
class BadRequestTest {
    private static final RequestLimits LIMITS = new RequestLimits(8, 4000, 4, 1000, RunningServer.LONG);
    private static final RunningServer SERVER = RunningServer.of(
            config(new Access("127.0.0.1", 0, ApiKeys.NONE, ApiKeys.NONE, false)), new CharacterScorer(600));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void whatIsNoJsonIsRefusedWith400() {
        for (String body : List.of(
                "",
                "{",
                "{\"prompt\": }",
                BODY + "x",
                "{\"prompt\": \"a\", \"prompt\": \"b\"}",
                "{'prompt': 1}",
                "{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}",
                "{\"a\": " + "9".repeat(3000) + "}",
                "{\"a\": NaN}",
                "{\"prompt\": \"\\ud800\", \"response\": \"x\"}")) {
            int expected = body.isEmpty() ? 422 : 400;
            Reply reply = SERVER.post("/score", body);
            assertThat(reply.status()).as(body).isEqualTo(expected);
            assertThat(reply.body()).doesNotContain("tools.jackson", "merit.serving", "\tat ");
        }
    }

    @Test
    void brokenUtf8IsRefusedWith400() {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        for (int[] broken : new int[][] {{0xC3, 0x28}, {0xFF, 0xFE}, {0xE2, 0x28}, {0xF8, 0x88}, {0xC0, 0xAF}}) {
            byte[] bytes = body.clone();
            bytes[12] = (byte) broken[0];
            bytes[13] = (byte) broken[1];
            assertThat(SERVER.post("/score", bytes).status())
                    .as("%02x %02x", broken[0], broken[1])
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsMissingOrOfAnotherTypeIsNamedWith422() {
        assertError("/score", "[]", "the body: found a list, need an object");
        assertError("/get_reward", "{\"query\": [\"a\", \"\"]}", "text 1: found no tokens, need one or more");
        assertError("/score", "{\"prompt\": \"Why?\"}", "\"response\": found nothing, need text");
        assertError("/score", "{\"prompt\": 1, \"response\": \"x\"}", "\"prompt\": found a number, need text");
        assertError("/rerank", "{\"query\": \"q\", \"documents\": \"d\"}", "\"documents\": found text, need a list");
        assertError("/rerank", "{\"query\": \"q\", \"texts\": []}", "texts of a request: found 0, need 1 to 4");
        assertError(
                "/rerank",
                "{\"query\": \"q\", \"texts\": [\"a\", \"b\", \"c\", \"d\", \"e\"]}",
                "texts of a request: found 5, need 1 to 4");
        assertError(
                "/rerank",
                "{\"query\": \"q\", \"texts\": [\"a\"], \"raw_scores\": \"no\"}",
                "\"raw_scores\": found text, need true or false");
        assertError(
                "/rerank",
                "{\"query\": \"q\", \"documents\": [\"a\"], \"top_n\": 99999999999}",
                "\"top_n\": found a number, need a whole number");
        assertError(
                "/score",
                "{\"prompt\": \"" + "x".repeat(1001) + "\", \"response\": \"x\"}",
                "text 0: found 1002 characters, need at most 1000");
        assertError(
                "/score",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                "\"messages\": found no answer at the end, need an assistant's message there");
        assertError(
                "/score",
                "{\"messages\": [{\"role\": \"god\", \"content\": \"x\"}]}",
                "\"messages[0]\": unknown role \"god\": need system, user, assistant or tool");
    }

    private static void assertError(String path, String body, String message) {
        Reply reply = SERVER.post(path, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.json().get("error").stringValue()).isEqualTo(message);
    }

    @Test
    void largeBodiesAreRefusedWithoutBeingReadToTheirEnd() throws IOException {
        assertThat(SERVER.post("/score", "x".repeat(4001)).status()).isEqualTo(413);
        String declared = "POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n";
        assertThat(SERVER.raw(declared)).startsWith("HTTP/1.1 413");
        String chunked = "POST /score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1400\r\n"
                + "x".repeat(5120) + "\r\n";
        assertThat(SERVER.raw(chunked)).startsWith("HTTP/1.1 413");
        assertThat(SERVER.raw(chunked.replace("1400", "zz"))).startsWith("HTTP/1.1 400");
    }

    @Test
    void largeHeadersAndWhatIsNoHttpAreRefusedInJson() throws IOException {
        String large =
                SERVER.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n");
        assertThat(large).startsWith("HTTP/1.1 431").doesNotContain("<html", "jetty");
        assertThat(SERVER.raw("HELLO\r\n\r\n")).startsWith("HTTP/1.1 400").contains("{\"error\"");
    }

    @Test
    void aBodyThatEndsTooEarlyHangsNothing() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), SERVER.server().port())) {
            socket.getOutputStream()
                    .write("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"pro"
                            .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(SERVER.post("/score", BODY).status()).isEqualTo(200);
    }

    @Test
    void compressedBodiesAndUnknownPathsAndMethodsAreRefused() {
        assertThat(SERVER.post("/score", BODY, "Content-Encoding", "gzip").status())
                .isEqualTo(415);
        Reply unknown = SERVER.get("/nowhere");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().get("error").stringValue()).isEqualTo("no such path; see /openapi.json");
        assertThat(SERVER.get("/score").status()).isEqualTo(405);
        Reply model = SERVER.post("/score", "{\"prompt\": \"a\", \"response\": \"b\", \"model\": \"other\"}");
        assertThat(model.status()).isEqualTo(404);
        assertThat(model.json().get("error").stringValue())
                .isEqualTo("no model of that name: need one of characters, or none for the first");
    }

    @Test
    void noBodyWhateverMakesAFault() {
        Random random = new Random(17);
        List<String> pieces = List.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"query\"",
                "\"texts\"",
                "\"documents\"",
                "\"prompt\"",
                "\"messages\"",
                "\"role\"",
                "\"text\"",
                "\"inputs\"",
                "\"input\"",
                "null",
                "true",
                "-1",
                "1e999",
                "\"\"",
                "\"a\"",
                "\"\\u0000\"",
                "\"model\"",
                "\"passages\"",
                "\"responses\"",
                " ");
        List<String> paths = List.copyOf(Dialects.byPath().keySet());
        for (int i = 0; i < 300; i++) {
            StringBuilder body = new StringBuilder("{");
            for (int k = random.nextInt(14); k >= 0; k--) {
                body.append(pieces.get(random.nextInt(pieces.size())));
            }
            Reply reply =
                    SERVER.post(paths.get(i % paths.size()), body.append("}").toString());
            assertThat(reply.status()).as(body.toString()).isIn(200, 400, 422, 404);
        }
        String value = "\"%s\": %s";
        List<String> values = List.of(
                "null",
                "1",
                "\"a\"",
                "[]",
                "[null]",
                "[1]",
                "[\"a\"]",
                "[[]]",
                "[[\"a\"]]",
                "{}",
                "{\"text\": \"a\"}",
                "[{\"text\": 1}]",
                "true");
        List<String> keys = List.of(
                "query",
                "texts",
                "documents",
                "prompt",
                "response",
                "messages",
                "inputs",
                "input",
                "text",
                "passages",
                "responses",
                "a",
                "b",
                "model",
                "top_n",
                "truncate");
        for (int i = 0; i < 500; i++) {
            StringBuilder body = new StringBuilder("{");
            for (String key : keys) {
                if (random.nextInt(4) == 0) {
                    body.append(body.length() > 1 ? "," : "")
                            .append(value.formatted(key, values.get(random.nextInt(values.size()))));
                }
            }
            Reply reply =
                    SERVER.post(paths.get(i % paths.size()), body.append("}").toString());
            assertThat(reply.status()).as(body.toString()).isIn(200, 404, 422);
        }
        assertThat(SERVER.log()).allMatch(entry -> entry.cause() == null);
    }

    private static ServingConfig config(Access access) {
        return new ServingConfig(access, LIMITS, BatchLimits.USUAL, Conventions.RAW, 2, 100);
    }
}
