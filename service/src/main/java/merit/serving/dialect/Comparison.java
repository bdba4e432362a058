package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import merit.scoring.Score;
import org.jspecify.annotations.Nullable;

/**
 * Merit's {@code POST /compare}: a prompt (text or messages) with {@code responses}, two or more, or with {@code a} and {@code b}. The
 * answer says what each scores, which one wins, and with which probability people would prefer it to each other one.
 */
final class Comparison {
    private Comparison() {}

    /**
     * @param beats the probability that it is preferred to each response in turn; against itself one half, less half of a tie
     * @param ties the probability that it is as good as each response in turn; null where the model has not learnt ties
     */
    record Item(
            int index,
            double score,
            List<Double> beats,
            @Nullable List<Double> ties,
            @Nullable Integer tokens,
            @Nullable Integer truncatedTokens) {}

    /**
     * @param winner the index of the best; null where the two best are equal
     * @param probability that the first of two is preferred; null for more
     * @param probabilityOfTie that neither of two is; null for more, and where the model has not learnt ties
     * @param calibration how differences become probabilities: none, temperature, platt or isotonic
     */
    record Answer(
            String model,
            @Nullable Integer winner,
            @Nullable Double probability,
            @Nullable Double probabilityOfTie,
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
            int one = i;
            Score score = scored.scores().get(i);
            List<Double> beats = each(count, other -> scored.probability(one, other));
            List<Double> ties = scored.odds().tieModel() == null ? null : each(count, other -> scored.tie(one, other));
            items.add(new Item(i, score.value(), beats, ties, score.tokens(), score.truncatedTokens()));
        }
        List<Integer> order = scored.bestFirst();
        boolean tied = scored.value(order.get(0)) == scored.value(order.get(1));
        Item first = items.get(0);
        List<Double> ties = first.ties();
        return new Answer(
                scored.model(),
                tied ? null : order.get(0),
                count == 2 ? first.beats().get(1) : null,
                count == 2 && ties != null ? ties.get(1) : null,
                scored.odds().calibration().isFitted(),
                scored.odds().calibration().method(),
                items);
    }

    private static List<Double> each(int count, IntToDoubleFunction probability) {
        return IntStream.range(0, count).mapToDouble(probability).boxed().toList();
    }
}
