package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Answers have all that the documentation of the servers that clients were written for shows, under its names, of its types, and ranks as it does. */
@Tag("golden")
class DialectGoldenTest {
    @TestFactory
    List<DynamicTest> answersHaveWhatTheDocumentationShows() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = DialectGoldenTest.class.getResourceAsStream("dialects.json")) {
            for (JsonNode exchange : RunningServer.JSON.readTree(in)) {
                tests.add(DynamicTest.dynamicTest(exchange.get("server").stringValue(), () -> check(exchange)));
            }
        }
        return tests;
    }

    private static void check(JsonNode exchange) {
        try (RunningServer server =
                RunningServer.of(new CharacterScorer(60), new CharacterScorer(60, "helpfulness", "correctness"))) {
            Reply reply = server.post(
                    exchange.get("path").stringValue(), exchange.get("request").toString());
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertHas(reply.json(), exchange.get("answer"), "answer");
            if (exchange.get("path").stringValue().contains("rank")) {
                assertRanked(reply.json(), exchange.get("request"));
            }
        }
    }

    /** The documents stand in the order of their scores alone, and the scores that are shown fall. */
    private static void assertRanked(JsonNode answer, JsonNode request) {
        JsonNode results = answer.isArray() ? answer : answer.path(answer.has("results") ? "results" : "rankings");
        List<Integer> order = new ArrayList<>();
        List<Double> shown = new ArrayList<>();
        for (JsonNode result : results) {
            order.add(result.get("index").intValue());
            String name = result.has("score") ? "score" : result.has("logit") ? "logit" : "relevance_score";
            shown.add(result.get(name).doubleValue());
        }
        List<Double> alone = scoredAlone(request);
        assertThat(order)
                .isEqualTo(IntStream.range(0, alone.size())
                        .boxed()
                        .sorted(Comparator.comparing(alone::get, Comparator.reverseOrder()))
                        .limit(order.size())
                        .toList());
        assertThat(shown).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
    }

    private static List<Double> scoredAlone(JsonNode request) {
        List<Double> scores = new ArrayList<>();
        for (String name : List.of("texts", "documents", "passages")) {
            for (JsonNode document : request.path(name)) {
                scores.add(new CharacterScorer(60).score(text(request.get("query")), text(document)));
            }
        }
        return scores;
    }

    private static String text(JsonNode node) {
        return node.isObject() ? node.get("text").stringValue() : node.stringValue();
    }

    private static void assertHas(JsonNode found, JsonNode documented, String place) {
        assertThat(found.getNodeType()).as(place).isEqualTo(documented.getNodeType());
        if (documented.isArray()) {
            assertThat(found.size()).as(place).isEqualTo(documented.size());
            for (int i = 0; i < documented.size(); i++) {
                assertHas(found.get(i), documented.get(i), place + "[" + i + "]");
            }
        }
        documented.properties().forEach(entry -> {
            assertThat(found.has(entry.getKey()))
                    .as(place + "." + entry.getKey())
                    .isTrue();
            assertHas(found.get(entry.getKey()), entry.getValue(), place + "." + entry.getKey());
        });
    }
}
