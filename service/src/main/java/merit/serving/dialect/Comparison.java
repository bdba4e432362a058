package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import merit.scoring.Score;
import org.jspecify.annotations.Nullable;

/**
 * Merit's {@code POST /compare}: a prompt (text or messages) with {@code responses}, two or more, or with {@code a} and {@code b}. The
 * answer says what each scores, which one wins, and with which probability people would prefer it to each other one.
 */
final class Comparison {
    private Comparison() {}

    /**
     * @param beats the probability that it is preferred to each response in turn; one half against itself
     */
    record Item(
            int index,
            double score,
            List<Double> beats,
            @Nullable Integer tokens,
            @Nullable Integer truncatedTokens) {}

    /**
     * @param winner the index of the best; null where the two best are equal
     * @param probability that the first of two is preferred; null for more
     * @param calibration how differences become probabilities: none, temperature, platt or isotonic
     */
    record Answer(
            String model,
            @Nullable Integer winner,
            @Nullable Double probability,
            boolean calibrated,
            String calibration,
            List<Item> results) {}

    static Question read(Body body) {
        List<String> responses =
                body.has("responses") ? body.texts("responses") : List.of(body.text("a"), body.text("b"));
        if (responses.size() < 2) {
            throw WireException.invalid("\"responses\": found " + responses.size() + ", need two or more");
        }
        return Question.of(body, Question.ofEach(body.prompt("prompt"), responses), Comparison::answer);
    }

    private static Answer answer(Scored scored) {
        int count = scored.scores().size();
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Score score = scored.scores().get(i);
            List<Double> beats = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                beats.add(scored.probability(i, j));
            }
            items.add(new Item(i, score.value(), beats, score.tokens(), score.truncatedTokens()));
        }
        List<Integer> order = scored.bestFirst();
        boolean tied = scored.value(order.get(0)) == scored.value(order.get(1));
        Double first = count == 2 ? items.get(0).beats().get(1) : null;
        return new Answer(
                scored.model(),
                tied ? null : order.get(0),
                first,
                scored.calibration().isFitted(),
                scored.calibration().method(),
                items);
    }
}
