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
import tools.jackson.core.JacksonException;
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
 * <p>Many texts go in requests of up to {@link ClientConfig#rows} and {@link ClientConfig#bytes}. What may pass by itself is tried again until the deadline, see
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
     * @throws ScorerUnavailableException where not all were answered in time
     */
    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        long end = System.nanoTime() + config.deadline().toNanos();
        List<Score> scores = new ArrayList<>();
        while (scores.size() < inputs.size()) {
            List<ObjectNode> part = part(inputs.subList(scores.size(), inputs.size()));
            try {
                scores.addAll(scored(part, end));
            } catch (ScorerUnavailableException e) {
                throw scores.isEmpty() ? e : unfinished(scores.size(), inputs.size(), e);
            }
        }
        return scores;
    }

    private static ScorerUnavailableException unfinished(int scored, int all, ScorerUnavailableException e) {
        return new ScorerUnavailableException(
                "found scores of " + scored + " of " + all + " texts, need all; give the call more time (withDeadline),"
                        + " or fewer texts: " + e.getMessage(),
                e);
    }

    /** As many rows from the first on as go into one request; one at least. */
    private List<ObjectNode> part(List<? extends ScoreInput> inputs) {
        List<ObjectNode> part = new ArrayList<>();
        long bytes = 0;
        for (ScoreInput input : inputs) {
            ObjectNode row = row(input);
            bytes += JSON.writeValueAsBytes(row).length + 1;
            if (!part.isEmpty() && (bytes > config.bytes() || part.size() == config.rows())) {
                return part;
            }
            part.add(row);
        }
        return part;
    }

    private List<Score> scored(List<ObjectNode> part, long end) {
        ObjectNode body = JSON.createObjectNode();
        if (config.model() != null) {
            body.put("model", config.model());
        }
        body.putArray("rows").addAll(part);
        JsonNode rows = rows(http.post("/score", JSON.writeValueAsBytes(body), end));
        if (rows.size() != part.size()) {
            throw new ScorerUnavailableException(
                    "an answer that is no merit server's: found " + rows.size() + " scores, need " + part.size());
        }
        List<Score> scores = new ArrayList<>();
        rows.forEach(row -> scores.add(score(row)));
        return scores;
    }

    private static JsonNode rows(String answer) {
        try {
            return JSON.readTree(answer).path("rows");
        } catch (JacksonException e) {
            throw new ScorerUnavailableException(
                    "an answer that is no merit server's: found no JSON, need rows of scores; look at the address", e);
        }
    }

    private static ObjectNode row(ScoreInput input) {
        ObjectNode row = JSON.createObjectNode();
        if (input instanceof ScoreInput.Text text) {
            row.put("text", text.first()).put("add_special_tokens", text.addSpecialTokens());
            if (text.second() != null) {
                row.put("text_pair", text.second());
            }
            return row;
        }
        ArrayNode messages = row.putArray("messages");
        for (Message message : ((ScoreInput.Chat) input).conversation().messages()) {
            messages.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
        return row;
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
