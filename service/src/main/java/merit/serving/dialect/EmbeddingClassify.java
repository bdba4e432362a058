package merit.serving.dialect;

import java.util.List;
import merit.scoring.Score;

/** SGLang's {@code POST /classify}: texts that stand as they are, to the outputs of each under the name of an embedding. */
final class EmbeddingClassify {
    private EmbeddingClassify() {}

    record MetaInfo(int promptTokens) {}

    record Item(List<Double> embedding, MetaInfo metaInfo) {}

    static Question read(Body body) {
        boolean many = body.isList("text");
        return Question.of(body, Question.standing(body.texts("text"), true), scored -> {
            List<Item> items =
                    scored.scores().stream().map(EmbeddingClassify::item).toList();
            return many ? items : items.get(0);
        });
    }

    private static Item item(Score score) {
        Integer tokens = score.tokens();
        return new Item(Activation.RAW.ofAll(score), new MetaInfo(tokens == null ? 0 : tokens));
    }
}
