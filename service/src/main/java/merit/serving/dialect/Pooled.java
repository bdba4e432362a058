package merit.serving.dialect;

import java.util.List;
import java.util.stream.IntStream;

/** vLLM's {@code POST /pooling}: texts that stand as they are, or messages that end with an answer, to all outputs of each. */
final class Pooled {
    private Pooled() {}

    record Item(int index, String object, List<Double> data) {}

    record Answer(String id, String object, long created, String model, List<Item> data, Scored.Usage usage) {}

    static Question read(Body body, Conventions conventions) {
        Activation activation = Activation.of(body.flag("use_activation"), false, conventions);
        return Question.of(body, LabelClassify.inputs(body), scored -> answer(scored, activation))
                .withLongest(PairScore.longest(body));
    }

    private static Answer answer(Scored scored, Activation activation) {
        List<Item> items = IntStream.range(0, scored.scores().size())
                .mapToObj(i ->
                        new Item(i, "pooling", activation.ofAll(scored.scores().get(i))))
                .toList();
        return new Answer(Scored.newId("pool"), "list", Scored.now(), scored.model(), items, scored.usage());
    }
}
