package merit.serving.dialect;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import merit.scoring.Normalization;
import merit.scoring.PairOdds;
import merit.scoring.Score;

/**
 * What a model said of a request's inputs.
 *
 * @param model its name
 * @param scores one for each input, in order, as they are written
 * @param rewards the same as the model gave them, by which probabilities are told
 * @param odds what was learnt of the model's scores
 */
public record Scored(String model, List<Score> scores, List<Double> rewards, PairOdds odds) {
    public Scored {
        scores = List.copyOf(scores);
        rewards = List.copyOf(rewards);
    }

    /**
     * @param raw as the model gave them
     * @param normalized whether they are written on the scale of the model's reference set, where it has one
     */
    public static Scored of(String model, List<Score> raw, PairOdds odds, boolean normalized) {
        Normalization reference = odds.calibration().reference();
        List<Score> written = normalized && reference != null
                ? raw.stream().map(reference::normalize).toList()
                : raw;
        return new Scored(model, written, raw.stream().map(Score::value).toList(), odds);
    }

    /** The probability that people prefer one input to another. */
    double probability(int index, int other) {
        return odds.wins(rewards.get(index), rewards.get(other));
    }

    /** The probability that people find two inputs as good as one another. */
    double tie(int index, int other) {
        return odds.ties(rewards.get(index), rewards.get(other));
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

    /** One item for each input, as OpenAI and vLLM list them. */
    record Listing<T>(String id, String object, long created, String model, List<T> data, Usage usage) {}

    /** @param item what is said of the input at an index */
    <T> Listing<T> listing(String kind, IntFunction<T> item) {
        List<T> items = IntStream.range(0, scores.size()).mapToObj(item).toList();
        return new Listing<>(newId(kind), "list", now(), model, items, usage());
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
