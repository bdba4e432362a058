package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.scoring.ScoreInput;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a request may ask of its answer: scores raw or squashed, texts cut or refused, documents or none. */
class ConventionsTest {
    private static final RunningServer SERVER =
            RunningServer.of(new CharacterScorer(60), new CharacterScorer(60, "helpfulness", "correctness"));
    private static final double LEAK = new CharacterScorer(60).score("Why?", "A leak.");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aScoreIsRawUnlessTheRequestWantsItSquashed() {
        double squashed = 1 / (1 + Math.exp(-LEAK));
        String pair = "\"text_1\": \"Why?\", \"text_2\": \"A leak.\"";
        assertThat(SERVER.post("/score", "{" + pair + ", \"use_activation\": true}")
                        .json()
                        .at("/data/0/score")
                        .doubleValue())
                .isCloseTo(squashed, within(1e-12));
        assertThat(SERVER.post("/score", "{" + pair + ", \"use_activation\": false}")
                        .json()
                        .at("/data/0/score")
                        .doubleValue())
                .isEqualTo(LEAK);
        String texts = "\"query\": \"Why?\", \"texts\": [\"A leak.\"]";
        assertThat(SERVER.post("/rerank", "{" + texts + ", \"raw_scores\": false}")
                        .json()
                        .at("/0/score")
                        .doubleValue())
                .isCloseTo(squashed, within(1e-12));
        assertThat(SERVER.post("/rerank", "{" + texts + ", \"raw_scores\": true}")
                        .json()
                        .at("/0/score")
                        .doubleValue())
                .isEqualTo(LEAK);
    }

    @Test
    void scoresAreOnTheReferencesScaleWhereTheRequestWantsIt() {
        double normalized = (LEAK - 0.5) / 0.25;
        assertThat(SERVER.post(
                                "/score",
                                "{\"prompt\": \"Why?\", \"response\": \"A leak.\", \"normalize_reward\": true}")
                        .json()
                        .get("score")
                        .doubleValue())
                .isCloseTo(normalized, within(1e-12));
        double whole = number("/get_reward", "{\"query\": [\"Why? A leak.\"]}", "/rewards/0");
        assertThat(number("/get_reward", "{\"query\": [\"Why? A leak.\"], \"normalize_reward\": true}", "/rewards/0"))
                .isCloseTo((whole - 0.5) / 0.25, within(1e-12));
    }

    @Test
    void aScaleChangesNoProbability() {
        String answers = "\"prompt\": \"Why?\", \"a\": \"A leak.\", \"b\": \"Aliens.\"";
        JsonNode raw = SERVER.post("/compare", "{" + answers + "}").json();
        JsonNode scaled = SERVER.post("/compare", "{" + answers + ", \"normalize_reward\": true}")
                .json();
        assertThat(scaled.get("probability")).isEqualTo(raw.get("probability"));
        assertThat(scaled.get("winner")).isEqualTo(raw.get("winner"));
        assertThat(scaled.at("/results/0/score").doubleValue()).isCloseTo((LEAK - 0.5) / 0.25, within(1e-12));
    }

    @Test
    void theOperatorMayWishItAndAModelWithoutAReferenceRefusesIt() {
        ServingConfig usual = ServingConfig.local(0);
        ServingConfig config = new ServingConfig(
                usual.access(), usual.requests(), usual.batches(), new Conventions(false, true), 1, 10);
        try (RunningServer server = RunningServer.of(config, new CharacterScorer(60))) {
            assertThat(server.post("/score", RunningServer.BODY)
                            .json()
                            .get("score")
                            .doubleValue())
                    .isCloseTo((LEAK - 0.5) / 0.25, within(1e-12));
            assertThat(server.post(
                                    "/score",
                                    "{\"prompt\": \"Why?\", \"response\": \"A leak.\", \"normalize_reward\": false}")
                            .json()
                            .get("score")
                            .doubleValue())
                    .isEqualTo(LEAK);
        }
        ModelSource bare =
                new ModelSource("bare", () -> new ServedModel(new CharacterScorer(60), PairOdds.of(Calibration.NONE)));
        try (RunningServer server = RunningServer.ofSources(config, bare)) {
            Reply refused = server.post("/score", RunningServer.BODY);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().get("error").stringValue())
                    .startsWith("\"normalize_reward\": found true, and a model without the mean and deviation");
        }
    }

    @Test
    void severalOutputsAreSquashedTogether() {
        JsonNode json = SERVER.post(
                        "/predict",
                        "{\"model\": \"model-1\", \"inputs\": [\"Why?\", \"A leak.\"], \"raw_scores\": false}")
                .json();
        double share = 1 / (1 + Math.exp(-1));
        assertThat(json.at("/0/label").stringValue()).isEqualTo("correctness");
        assertThat(json.at("/0/score").doubleValue()).isCloseTo(share, within(1e-12));
        assertThat(json.at("/1/score").doubleValue()).isCloseTo(1 - share, within(1e-12));
    }

    @Test
    void aTextThatIsTooLongIsCutUnlessTheRequestForbidsIt() {
        String query = "x".repeat(100);
        assertThat(SERVER.post("/rerank", "{\"query\": \"" + query + "\", \"texts\": [\"A leak.\"]}")
                        .status())
                .isEqualTo(200);
        Reply refused =
                SERVER.post("/rerank", "{\"query\": \"" + query + "\", \"texts\": [\"A leak.\"], \"truncate\": false}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().get("error").stringValue())
                .isEqualTo(
                        "text 0 is too long: found 108 tokens, need 60 or fewer; shorten it, or let the server do it");
        assertThat(SERVER.post(
                                "/v1/ranking",
                                "{\"query\": {\"text\": \"" + query
                                        + "\"}, \"passages\": [{\"text\": \"a\"}], \"truncate\": \"NONE\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aNumberOfTokensKeepsTheLastOfThemWhereverVllmReadsIt() {
        assertThat(cut("/score", "\"text_1\": \"Why?\", \"text_2\": \"A leak.\"", 10, "/data/0/score"))
                .isEqualTo(new CharacterScorer(10).score("Why?", "A leak."))
                .isNotEqualTo(LEAK);
        assertThat(cut("/v1/score", "\"text_1\": \"Why?\", \"text_2\": \"A leak.\"", 12, "/data/0/score"))
                .isEqualTo(LEAK);
        assertThat(cut("/score", "\"text_1\": \"Why?\", \"text_2\": \"A leak.\"", 4096, "/data/0/score"))
                .isEqualTo(LEAK);
        String documents = "\"query\": \"Why?\", \"documents\": [\"A leak.\"]";
        assertThat(cut("/v1/rerank", documents, 10, "/results/0/relevance_score"))
                .isEqualTo(new CharacterScorer(10).score("Why?", "A leak."));
        double standing = new CharacterScorer(3)
                .score(List.of(new ScoreInput.Text("as it stands", null, true)))
                .get(0)
                .value();
        assertThat(cut("/classify", "\"input\": \"as it stands\"", 3, "/data/0/probs/0"))
                .isEqualTo(standing);
        assertThat(cut("/pooling", "\"input\": \"as it stands\"", 3, "/data/0/data/0"))
                .isEqualTo(standing);
    }

    private static double cut(String path, String body, int tokens, String pointer) {
        Reply reply = SERVER.post(path, "{" + body + ", \"truncate_prompt_tokens\": " + tokens + "}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().at(pointer).doubleValue();
    }

    @Test
    void documentsComeBackUnaskedAsFromVllmAndJinaButNotOnCoheresPath() {
        String body = "{\"query\": \"Why?\", \"documents\": [\"A leak.\"]%s}";
        for (String path : List.of("/rerank", "/v1/rerank")) {
            assertThat(SERVER.post(path, body.formatted(""))
                            .json()
                            .at("/results/0/document/text")
                            .stringValue())
                    .isEqualTo("A leak.");
            assertThat(SERVER.post(path, body.formatted(", \"return_documents\": false"))
                            .json()
                            .at("/results/0")
                            .has("document"))
                    .isFalse();
        }
        assertThat(SERVER.post("/v2/rerank", body.formatted(""))
                        .json()
                        .at("/results/0")
                        .has("document"))
                .isFalse();
    }

    @Test
    void severalOutputsAreRankedAndSquashedByTheFirst() {
        String texts = "\"model\": \"model-1\", \"query\": \"Why?\", \"%s\": [\"Aliens.\", \"A leak.\", \"So.\"]";
        List<Double> scores = new ArrayList<>();
        SERVER.post("/rerank", "{" + texts.formatted("texts") + ", \"raw_scores\": false}")
                .json()
                .forEach(rank -> scores.add(rank.get("score").doubleValue()));
        assertThat(scores)
                .hasSize(3)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(scores).anySatisfy(score -> assertThat(score).isCloseTo(1 / (1 + Math.exp(-LEAK)), within(1e-12)));
        assertThat(SERVER.post("/v1/rerank", "{" + texts.formatted("documents") + ", \"use_activation\": true}")
                        .json()
                        .at("/results/0/relevance_score")
                        .doubleValue())
                .isEqualTo(scores.get(0));
    }

    private static double number(String path, String body, String pointer) {
        return SERVER.post(path, body).json().at(pointer).doubleValue();
    }
}
