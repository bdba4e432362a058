package merit.benchmark;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import merit.benchmark.Asked.Form;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every way to ask {@code merit serve} for scores: what is sent, and where the scores stand in the answer. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
enum WireShape {
    SCORE("/score", Form.TEXTS, asked -> Map.of("prompt", asked.text(), "response", asked.answer()), one("/score")),
    SCORE_MESSAGES("/score", Form.TURNS, asked -> Map.of("messages", asked.messages()), one("/score")),
    SCORE_ROWS("/score", Form.TURNS, WireShape::rows, each("/rows", "score")),
    SCORE_TEXTS("/score", Form.TEXTS, answers("text_1", "text_2"), each("/data", "score")),
    V1_SCORE_DATA("/v1/score", Form.TEXTS, pairs("data_1", "data_2"), each("/data", "score")),
    V1_SCORE_DOCUMENTS("/v1/score", Form.TEXTS, answers("queries", "documents"), each("/data", "score")),
    V1_SCORE_ITEMS("/v1/score", Form.TEXTS, pairs("queries", "items"), each("/data", "score")),
    GET_REWARD(
            "/get_reward",
            Form.WHOLE,
            asked -> Map.of("query", asked.whole(), "prompts", repeated(asked), "labels", asked.answers()),
            answer -> numbers(answer.at("/rewards"))),
    RERANK_DOCUMENTS("/rerank", Form.TEXTS, answers("query", "documents"), ranked("/results", "relevance_score")),
    RERANK_TEXTS("/rerank", Form.TEXTS, answers("query", "texts"), ranked("", "score")),
    V1_RERANK("/v1/rerank", Form.TEXTS, answers("query", "documents"), ranked("/results", "relevance_score")),
    V2_RERANK("/v2/rerank", Form.TEXTS, answers("query", "documents"), ranked("/results", "relevance_score")),
    PREDICT_PAIRS(
            "/predict",
            Form.TEXTS,
            asked -> Map.of(
                    "inputs",
                    asked.answers().stream()
                            .map(answer -> List.of(asked.text(), answer))
                            .toList()),
            answer -> items(answer, "", item -> item.at("/0/score").doubleValue())),
    PREDICT_TEXT(
            "/predict",
            Form.STANDING,
            asked -> Map.of("inputs", asked.standing().get(0)),
            one("/0/score")),
    CLASSIFY_INPUT("/classify", Form.STANDING, asked -> Map.of("input", asked.standing()), firsts("/data", "probs")),
    CLASSIFY_MESSAGES("/classify", Form.TURNS, asked -> Map.of("messages", asked.messages()), one("/data/0/probs/0")),
    CLASSIFY_TEXT("/classify", Form.STANDING, asked -> Map.of("text", asked.standing()), firsts("", "embedding")),
    POOLING_INPUT("/pooling", Form.STANDING, asked -> Map.of("input", asked.standing()), firsts("/data", "data")),
    POOLING_MESSAGES("/pooling", Form.TURNS, asked -> Map.of("messages", asked.messages()), one("/data/0/data/0")),
    RANKING(
            "/v1/ranking",
            Form.TEXTS,
            asked -> Map.of(
                    "query",
                    Map.of("text", asked.text()),
                    "passages",
                    asked.answers().stream()
                            .map(answer -> Map.of("text", answer))
                            .toList()),
            ranked("/rankings", "logit")),
    CHAT(
            "/v1/chat/completions",
            Form.TURNS,
            asked -> Map.of("messages", asked.messages()),
            one("/choices/0/logprobs/content/0/logprob")),
    COMPARE(
            "/compare",
            Form.TURNS,
            asked -> Map.of("prompt", asked.turns(), "responses", asked.answers()),
            each("/results", "score"));

    private final String path;
    private final Form form;
    private final Function<Asked, Object> body;
    private final Function<JsonNode, List<Double>> scores;

    WireShape(String path, Form form, Function<Asked, Object> body, Function<JsonNode, List<Double>> scores) {
        this.path = path;
        this.form = form;
        this.body = body;
        this.scores = scores;
    }

    String path() {
        return path;
    }

    Form form() {
        return form;
    }

    /** Whether a request has one answer alone. */
    boolean isForOne() {
        return switch (this) {
            case SCORE, SCORE_MESSAGES, PREDICT_TEXT, CLASSIFY_MESSAGES, POOLING_MESSAGES, CHAT -> true;
            default -> false;
        };
    }

    byte[] json(Asked asked) {
        return JsonMapper.shared().writeValueAsBytes(body.apply(asked));
    }

    /** The scores of an answer, in the order of what was asked. */
    List<Double> scores(byte[] answer) {
        return scores.apply(JsonMapper.shared().readTree(answer));
    }

    private static Object rows(Asked asked) {
        List<Map<String, Object>> rows = asked.answers().stream()
                .<Map<String, Object>>map(answer -> Map.of("prompt", asked.turns(), "response", answer))
                .toList();
        return Map.of("rows", rows);
    }

    /** The prompt, and the answers to it. */
    private static Function<Asked, Object> answers(String prompt, String answers) {
        return asked -> Map.of(prompt, asked.text(), answers, asked.answers());
    }

    /** The prompt once for each answer, and the answers. */
    private static Function<Asked, Object> pairs(String prompts, String answers) {
        return asked -> Map.of(prompts, repeated(asked), answers, asked.answers());
    }

    private static List<String> repeated(Asked asked) {
        return asked.answers().stream().map(answer -> asked.text()).toList();
    }

    private static Function<JsonNode, List<Double>> one(String place) {
        return answer -> List.of(answer.at(place).doubleValue());
    }

    private static Function<JsonNode, List<Double>> each(String list, String field) {
        return answer -> items(answer, list, item -> item.get(field).doubleValue());
    }

    private static Function<JsonNode, List<Double>> firsts(String list, String field) {
        return answer -> items(answer, list, item -> item.get(field).get(0).doubleValue());
    }

    /** Best first, with the index of each. */
    private static Function<JsonNode, List<Double>> ranked(String list, String field) {
        return answer -> {
            JsonNode items = answer.at(list);
            Double[] scores = new Double[items.size()];
            IntStream.range(0, scores.length)
                    .mapToObj(items::get)
                    .forEach(item -> scores[item.get("index").intValue()] =
                            item.get(field).doubleValue());
            return List.of(scores);
        };
    }

    private static List<Double> numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::doubleValue)
                .toList();
    }

    private static List<Double> items(JsonNode answer, String list, Function<JsonNode, Double> score) {
        return StreamSupport.stream(answer.at(list).spliterator(), false)
                .map(score)
                .toList();
    }
}
