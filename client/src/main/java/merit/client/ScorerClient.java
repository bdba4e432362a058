package merit.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Message;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link Scorer} whose model is served elsewhere by {@code merit serve}.
 *
 * <pre>{@code
 * Scorer scorer = ScorerClient.to("http://localhost:8000");
 * double reward = scorer.score("Why did the service crash?", "A connection leak.");
 * }</pre>
 *
 * <p>Many texts go in requests of up to {@link ClientConfig#rows}. What may pass by itself is tried again until the deadline, see
 * {@link RetryingHttp}. Thread-safe.
 */
public final class ScorerClient implements Scorer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientConfig config;
    private final RetryingHttp http;

    public ScorerClient(ClientConfig config) {
        this.config = config;
        http = new RetryingHttp(config);
    }

    /** A client of servers with the same model, with no key. */
    public static ScorerClient to(String... servers) {
        return new ScorerClient(ClientConfig.of(servers));
    }

    /**
     * @throws IllegalArgumentException where a server says that the texts are not to be scored as they are
     * @throws ScorerUnavailableException where no server answered in time
     */
    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        List<Score> scores = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += config.rows()) {
            List<? extends ScoreInput> some = inputs.subList(from, Math.min(inputs.size(), from + config.rows()));
            JsonNode rows = JSON.readTree(http.post("/score", body(some))).path("rows");
            if (rows.size() != some.size()) {
                throw new ScorerUnavailableException(
                        "an answer that is no merit server's: found " + rows.size() + " scores, need " + some.size());
            }
            rows.forEach(row -> scores.add(score(row)));
        }
        return scores;
    }

    private byte[] body(List<? extends ScoreInput> inputs) {
        ObjectNode body = JSON.createObjectNode();
        if (config.model() != null) {
            body.put("model", config.model());
        }
        ArrayNode rows = body.putArray("rows");
        inputs.forEach(input -> write(input, rows.addObject()));
        return JSON.writeValueAsBytes(body);
    }

    private static void write(ScoreInput input, ObjectNode row) {
        if (input instanceof ScoreInput.Text text) {
            row.put("text", text.first()).put("add_special_tokens", text.addSpecialTokens());
            if (text.second() != null) {
                row.put("text_pair", text.second());
            }
            return;
        }
        ArrayNode messages = row.putArray("messages");
        for (Message message : ((ScoreInput.Chat) input).conversation().messages()) {
            messages.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
    }

    private static Score score(JsonNode row) {
        Map<String, Double> objectives = new LinkedHashMap<>();
        row.path("objectives")
                .properties()
                .forEach(
                        entry -> objectives.put(entry.getKey(), entry.getValue().doubleValue()));
        return new Score(
                row.path("score").doubleValue(),
                objectives,
                row.has("spread") ? row.get("spread").doubleValue() : null,
                whole(row, "tokens"),
                whole(row, "truncated_tokens"));
    }

    private static @Nullable Integer whole(JsonNode row, String key) {
        return row.has(key) ? row.get(key).intValue() : null;
    }
}
