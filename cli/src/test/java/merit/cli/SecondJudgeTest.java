package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Forty prompts with four answers each, which the first judge likes the better the later they stand. */
class SecondJudgeTest {
    private static final double[] RISING = {1, 2, 3, 4};

    @TempDir
    private Path folder;

    @Test
    void aFileOfScoresThatTurnsDownIsSaidTo() throws IOException {
        Path first = scored("first.jsonl", RISING);
        Path second = scored("second.jsonl", -4, 1, 2, 1);
        Session session = Session.run("evaluate", "--scores", first.toString(), "--second-judge", second.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out().replaceAll("\\s+", " "))
                .contains(second
                        + ", of what this model picks: The second judge rates the pick highest out of 2 answers");
    }

    @Test
    void aServerIsAskedForItsScores() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/score", exchange -> {
            JsonNode rows = Json.MAPPER.readTree(exchange.getRequestBody()).path("rows");
            byte[] answer = longerIsBetter(rows).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://localhost:" + server.getAddress().getPort();
            Path first = scored("first.jsonl", RISING);
            Session session =
                    Session.run("evaluate", "--scores", first.toString(), "--second-judge", address, "--json");
            assertThat(session.code()).as(session.err()).isZero();
            JsonNode judge = Json.MAPPER.readTree(session.out()).path("secondJudge");
            assertThat(judge.path("name").asString()).isEqualTo(address);
            assertThat(judge.at("/picks/peak").asInt()).isEqualTo(4);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileThatLacksAnAnswerIsNamedWithTheRow() throws IOException {
        Path first = scored("first.jsonl", RISING);
        Path second = scored("second.jsonl", 1, 2);
        Session session = Session.run("evaluate", "--scores", first.toString(), "--second-judge", second.toString());
        assertThat(session.code()).isNotZero();
        assertThat(session.err()).contains("second.jsonl has no score of an answer in " + first + ", line 1");
    }

    @Test
    void twoModelsHaveNoSecondJudge() throws IOException {
        String first = scored("first.jsonl", RISING).toString();
        Session session = Session.run("evaluate", "--scores", first, "--scores", first, "--second-judge", first);
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("--second-judge goes with one RUN, or one --scores FILE: found 2");
    }

    private static ObjectNode longerIsBetter(JsonNode asked) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode rows = answer.putArray("rows");
        asked.forEach(row -> rows.addObject()
                .put("score", row.at("/messages/1/content").asString().length()));
        return answer;
    }

    private Path scored(String name, double... scores) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int k = 0; k < 40; k++) {
            ObjectNode row = Json.MAPPER.createObjectNode().put("prompt", "Question " + k);
            ArrayNode candidates = row.putArray("candidates");
            for (int c = 0; c < scores.length; c++) {
                candidates
                        .addObject()
                        .put("response", "answer" + " more".repeat(c))
                        .put("given_score", c)
                        .put("score", scores[c]);
            }
            lines.append(row).append('\n');
        }
        return Files.writeString(folder.resolve(name), lines);
    }
}
