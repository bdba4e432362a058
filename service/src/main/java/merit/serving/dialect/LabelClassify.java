package merit.serving.dialect;

import java.util.Collections;
import java.util.List;
import merit.scoring.Score;
import merit.scoring.ScoreInput;

/** vLLM's {@code POST /classify}: texts that stand as they are, or messages that end with an answer, to a label and all outputs. */
final class LabelClassify {
    private LabelClassify() {}

    record Item(int index, String label, List<Double> probs, int numClasses) {}

    static Question read(Body body, Conventions conventions) {
        Activation activation = Activation.of(body.flag("use_activation"), true, conventions);
        return Question.of(
                        body,
                        inputs(body),
                        scored -> scored.listing(
                                "classify", i -> item(i, scored.scores().get(i), activation)))
                .withLongest(PairScore.longest(body));
    }

    /** {@code messages}, else {@code input}. */
    static List<ScoreInput> inputs(Body body) {
        return body.has("messages")
                ? List.of(new ScoreInput.Chat(body.answered("messages")))
                : Question.standing(body.texts("input"), body.flag("add_special_tokens", true));
    }

    private static Item item(int index, Score score, Activation activation) {
        List<Double> values = activation.ofAll(score);
        int best = values.indexOf(Collections.max(values));
        return new Item(index, Labels.of(score).get(best), values, values.size());
    }
}
