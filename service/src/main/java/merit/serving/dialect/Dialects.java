package merit.serving.dialect;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which path speaks which dialect. Where several share a path, the keys of a body tell them apart. */
public final class Dialects {
    private static final Dialect SCORE = (body, conventions) -> {
        if (body.has("rows")) {
            return BatchScore.read(body);
        }
        return body.has("prompt") || body.has("messages") ? PromptScore.read(body) : PairScore.read(body, conventions);
    };
    private static final Dialect CLASSIFY = (body, conventions) ->
            body.has("text") ? EmbeddingClassify.read(body) : LabelClassify.read(body, conventions);

    private Dialects() {}

    private static Dialect rerank(boolean withDocuments) {
        return (body, conventions) -> body.has("texts")
                ? TextRerank.read(body, conventions)
                : DocumentRerank.read(body, conventions, withDocuments);
    }

    /** Dialects by path. */
    public static Map<String, Dialect> byPath() {
        Map<String, Dialect> paths = new LinkedHashMap<>();
        paths.put("/score", SCORE);
        paths.put("/v1/score", SCORE);
        paths.put("/get_reward", (body, conventions) -> FullTextReward.read(body));
        paths.put("/rerank", rerank(true));
        paths.put("/v1/rerank", rerank(true));
        paths.put("/v2/rerank", rerank(false));
        paths.put("/predict", Predict::read);
        paths.put("/classify", CLASSIFY);
        paths.put("/pooling", Pooled::read);
        paths.put("/v1/ranking", (body, conventions) -> Ranking.read(body));
        paths.put("/v1/chat/completions", (body, conventions) -> RewardChat.read(body));
        paths.put("/compare", (body, conventions) -> Comparison.read(body));
        return paths;
    }
}
