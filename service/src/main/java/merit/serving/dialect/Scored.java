package merit.serving.dialect;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import merit.scoring.PairProbability;
import merit.scoring.Score;

/**
 * What a model said of a request's inputs.
 *
 * @param model its name
 * @param scores one for each input, in order
 * @param probability turns two scores into a probability
 * @param calibrated whether that was fitted
 */
public record Scored(String model, List<Score> scores, PairProbability probability, boolean calibrated) {
    public Scored {
        scores = List.copyOf(scores);
    }

    double value(int index) {
        return scores.get(index).value();
    }

    /** Indices, best score first; equal ones in their order. */
    List<Integer> bestFirst() {
        return IntStream.range(0, scores.size())
                .boxed()
                .sorted((a, b) -> Double.compare(value(b), value(a)))
                .toList();
    }

    /** Tokens that the model read for all inputs. */
    public int tokens() {
        return scores.stream()
                .mapToInt(score -> score.tokens() == null ? 0 : score.tokens())
                .sum();
    }

    Usage usage() {
        return new Usage(tokens(), tokens());
    }

    static String newId(String kind) {
        return kind + "-" + UUID.randomUUID().toString().replace("-", "");
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    /** As OpenAI's. */
    record Usage(int promptTokens, int totalTokens) {}
}
