package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.scoring.ScoreInput;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ScoringRoutesTest {
    private static final CharacterScorer ALONE = new CharacterScorer(60);
    private static final CharacterScorer OBJECTIVES = new CharacterScorer(60, "helpfulness", "correctness");
    private static final RunningServer SERVER = RunningServer.of(new CharacterScorer(60), OBJECTIVES);

    private static final double LEAK = ALONE.score("Why?", "A leak.");
    private static final double ALIENS = ALONE.score("Why?", "Aliens.");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aPromptAndAResponseMakeOneNumber() {
        Reply reply = SERVER.post("/score", "{\"prompt\": \"Why?\", \"response\": \"A leak.\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("score").doubleValue()).isEqualTo(LEAK);
        assertThat(reply.json().size()).isEqualTo(1);
    }

    @Test
    void aTextThatStandsAloneIsRefusedInWordsByAModelThatReadsResponses() {
        try (RunningServer server = RunningServer.of(new CharacterScorer(60).ofResponses())) {
            Reply reply = server.post("/get_reward", "{\"query\": [\"Why? A leak.\"]}");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.json().get("error").asString())
                    .isEqualTo("this model reads a response by itself: found a text that stands alone, need prompt and"
                            + " response, messages, or a text and its pair");
            assertThat(server.post("/score", "{\"prompt\": \"Why?\", \"response\": \"A leak.\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void messagesAreScoredAsAConversation() {
        Conversation conversation = new Conversation(List.of(
                        new Message(Role.SYSTEM, "Be brief."),
                        Message.user("Hello"),
                        Message.assistant("Hi."),
                        Message.user("Why?")))
                .answered("A leak.");
        double expected =
                ALONE.score(List.of(new ScoreInput.Chat(conversation))).get(0).value();
        String turns = "{\"role\":\"system\",\"content\":\"Be"
                + " brief.\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]},"
                + "{\"role\":\"assistant\",\"content\":\"Hi.\"},{\"role\":\"user\",\"content\":\"Why?\"}";
        String answer = "{\"role\":\"assistant\",\"content\":\"A leak.\"}";
        assertThat(score("/score", "{\"messages\": [" + turns + "," + answer + "]}"))
                .isEqualTo(expected);
        assertThat(score("/score", "{\"prompt\": [" + turns + "], \"response\": \"A leak.\"}"))
                .isEqualTo(expected);
        assertThat(SERVER.post("/pooling", "{\"messages\": [" + turns + "," + answer + "]}")
                        .json()
                        .at("/data/0/data/0")
                        .doubleValue())
                .isEqualTo(expected);
    }

    private static double score(String path, String body) {
        return SERVER.post(path, body).json().get("score").doubleValue();
    }

    @Test
    void manyRowsBringAllThatIsKnownOfTheirScores() {
        JsonNode json = SERVER.post(
                        "/score",
                        "{\"model\": \"model-1\", \"rows\": [{\"prompt\": \"Why?\", \"response\": \"A leak.\"},"
                                + " {\"text\": \"a\", \"text_pair\": \"b\"}, {\"messages\": [{\"role\": \"user\","
                                + " \"content\": \"" + "x".repeat(100)
                                + "\"}, {\"role\": \"assistant\", \"content\": \"A leak.\"}]}]}")
                .json();
        assertThat(json.at("/rows/0/score").doubleValue()).isEqualTo(LEAK);
        assertThat(json.at("/rows/0/objectives/correctness").doubleValue()).isEqualTo(LEAK + 1);
        assertThat(json.at("/rows/1/tokens").intValue()).isEqualTo(3);
        assertThat(json.at("/rows/2/truncated_tokens").intValue()).isEqualTo(48);
    }

    @Test
    void pairsOfTextsAreScoredOneToManyAndOneByOneUnderAllNames() {
        for (String names : List.of("text_1 text_2", "data_1 data_2", "queries documents", "queries items")) {
            String first = names.split(" ")[0];
            String second = names.split(" ")[1];
            String oneToMany = "{\"" + first + "\": \"Why?\", \"" + second + "\": [\"A leak.\", \"Aliens.\"]}";
            String oneByOne =
                    "{\"" + first + "\": [\"Why?\", \"Why?\"], \"" + second + "\": [\"A leak.\", \"Aliens.\"]}";
            for (String body : List.of(oneToMany, oneByOne)) {
                JsonNode data = SERVER.post("/v1/score", body).json().get("data");
                assertThat(numbers(data, "score")).containsExactly(LEAK, ALIENS);
            }
        }
    }

    @Test
    void pairsThatDoNotFitAreRefused() {
        Reply reply = SERVER.post("/score", "{\"text_1\": [\"a\", \"b\"], \"text_2\": [\"c\", \"d\", \"e\"]}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().get("error").stringValue())
                .isEqualTo("\"text_1\" and \"text_2\": found 2 and 3 texts, need 1 and many, or as many of each");
        assertThat(reply.json().get("error_type").stringValue()).isEqualTo("Validation");
    }

    @Test
    void wholeTextsAreRewardedAsTheyStand() {
        double expected = ALONE.score(List.of(new ScoreInput.Text("[CLS] Why? A leak.", null, false)))
                .get(0)
                .value();
        JsonNode json = SERVER.post(
                        "/get_reward",
                        "{\"query\": [\"[CLS] Why? A leak.\"], \"prompts\": [\"Why?\"], \"labels\": [null]}")
                .json();
        assertThat(json.at("/rewards/0").doubleValue()).isEqualTo(expected);
        assertThat(json.at("/scores/0").doubleValue()).isEqualTo(expected);
    }

    @Test
    void textsAreRankedAsABareListBestFirst() {
        JsonNode json = SERVER.post(
                        "/rerank",
                        "{\"query\": \"Why?\", \"texts\": [\"Aliens.\", \"A leak.\"], \"return_text\": true}")
                .json();
        assertThat(json.isArray()).isTrue();
        boolean leakIsBetter = LEAK > ALIENS;
        assertThat(json.at("/0/text").stringValue()).isEqualTo(leakIsBetter ? "A leak." : "Aliens.");
        assertThat(json.at("/0/index").intValue()).isEqualTo(leakIsBetter ? 1 : 0);
        assertThat(json.at("/0/score").doubleValue()).isEqualTo(Math.max(LEAK, ALIENS));
    }

    @Test
    void documentsAreRankedUnderThreePathsWithUsageAndMeta() {
        for (String path : List.of("/rerank", "/v1/rerank", "/v2/rerank")) {
            JsonNode json = SERVER.post(
                            path,
                            "{\"model\": \"characters\", \"query\": \"Why?\", \"documents\": [\"Aliens.\", {\"text\":"
                                    + " \"A leak.\"}], \"top_n\": 1, \"return_documents\": true}")
                    .json();
            assertThat(json.get("results").size()).isEqualTo(1);
            assertThat(json.at("/results/0/relevance_score").doubleValue()).isEqualTo(Math.max(LEAK, ALIENS));
            assertThat(json.at("/results/0/document/text").stringValue())
                    .isEqualTo(LEAK > ALIENS ? "A leak." : "Aliens.");
            assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(24);
            assertThat(json.at("/meta/billed_units/search_units").intValue()).isEqualTo(1);
        }
    }

    @Test
    void predictionsNestAsTheInputsDo() {
        assertThat(SERVER.post("/predict", "{\"inputs\": [\"Why?\", \"A leak.\"]}")
                        .json()
                        .at("/0/score")
                        .doubleValue())
                .isEqualTo(LEAK);
        JsonNode batch = SERVER.post(
                        "/predict", "{\"inputs\": [[\"Why?\", \"A leak.\"], [\"Why?\", \"Aliens.\"], [\"alone\"]]}")
                .json();
        assertThat(batch.at("/1/0/score").doubleValue()).isEqualTo(ALIENS);
        assertThat(batch.at("/2/0/label").stringValue()).isEqualTo("reward");
        assertThat(SERVER.post("/predict", "{\"inputs\": \"alone\"}")
                        .json()
                        .at("/0/score")
                        .doubleValue())
                .isEqualTo(batch.at("/2/0/score").doubleValue());
    }

    @Test
    void classesHaveTheShapeOfWhomeverTheBodyNames() {
        double expected = ALONE.score(List.of(new ScoreInput.Text("as it stands", null, true)))
                .get(0)
                .value();
        assertThat(SERVER.post("/classify", "{\"text\": [\"as it stands\"]}")
                        .json()
                        .at("/0/embedding/0")
                        .doubleValue())
                .isEqualTo(expected);
        assertThat(SERVER.post("/classify", "{\"text\": \"as it stands\"}")
                        .json()
                        .at("/embedding/0")
                        .doubleValue())
                .isEqualTo(expected);
        JsonNode json = SERVER.post("/classify", "{\"model\": \"model-1\", \"input\": \"as it stands\"}")
                .json();
        assertThat(json.at("/data/0/probs/1").doubleValue()).isEqualTo(expected + 1);
        assertThat(json.at("/data/0/label").stringValue()).isEqualTo("correctness");
        assertThat(json.at("/data/0/num_classes").intValue()).isEqualTo(2);
    }

    @Test
    void passagesAreRankedByLogit() {
        JsonNode json = SERVER.post(
                        "/v1/ranking",
                        "{\"model\": \"characters\", \"query\": {\"text\": \"Why?\"}, \"passages\": [{\"text\": \"A"
                                + " leak.\"}, {\"text\": \"Aliens.\"}], \"truncate\": \"END\"}")
                .json();
        assertThat(json.at("/rankings/0/logit").doubleValue()).isEqualTo(Math.max(LEAK, ALIENS));
        assertThat(json.at("/rankings/1/logit").doubleValue()).isEqualTo(Math.min(LEAK, ALIENS));
    }

    @Test
    void aRewardChatNamesEveryObjective() {
        JsonNode json = SERVER.post(
                        "/v1/chat/completions",
                        "{\"model\": \"model-1\", \"messages\": [{\"role\": \"user\", \"content\": \"Why?\"},"
                                + " {\"role\": \"assistant\", \"content\": \"A leak.\"}]}")
                .json();
        assertThat(json.at("/choices/0/message/content").stringValue())
                .isEqualTo("helpfulness:" + LEAK + ",correctness:" + (LEAK + 1));
        assertThat(json.at("/choices/0/logprobs/content/1/logprob").doubleValue())
                .isEqualTo(LEAK + 1);
    }

    @Test
    void tokensAreThoseThatTheModelReads() {
        JsonNode json = SERVER.post("/tokenize", "{\"prompt\": \"" + "x".repeat(100) + "\", \"response\": \"abc\"}")
                .json();
        assertThat(json.get("count").intValue()).isEqualTo(60);
        assertThat(json.get("truncated_prompt_tokens").intValue()).isEqualTo(44);
        assertThat(json.at("/tokens/59").intValue()).isEqualTo('c');
    }

    private static List<Double> numbers(JsonNode list, String key) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(item -> numbers.add(item.get(key).doubleValue()));
        return numbers;
    }
}
