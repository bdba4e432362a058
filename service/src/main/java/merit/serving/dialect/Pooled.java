package merit.serving.dialect;

import java.util.List;

/** vLLM's {@code POST /pooling}: texts that stand as they are, or messages that end with an answer, to all outputs of each. */
final class Pooled {
    private Pooled() {}

    record Item(int index, String object, List<Double> data) {}

    static Question read(Body body, Conventions conventions) {
        Activation activation = Activation.of(body.flag("use_activation"), false, conventions);
        return Question.of(
                        body,
                        LabelClassify.inputs(body),
                        scored -> scored.listing(
                                "pool",
                                i -> new Item(
                                        i,
                                        "pooling",
                                        activation.ofAll(scored.scores().get(i)))))
                .withLongest(PairScore.longest(body));
    }
}
