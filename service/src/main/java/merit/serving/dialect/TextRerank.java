package merit.serving.dialect;

import java.util.List;
import merit.dialogue.Conversation;
import org.jspecify.annotations.Nullable;

/** Text Embeddings Inference's {@code POST /rerank}: a query and texts to a bare list, best first. */
final class TextRerank {
    private TextRerank() {}

    record Rank(int index, double score, @Nullable String text) {}

    static Question read(Body body, Conventions conventions) {
        Conversation query = Conversation.ofPrompt(body.text("query"));
        List<String> texts = body.texts("texts");
        Activation activation = activation(body, conventions);
        boolean withText = body.flag("return_text", false);
        return Question.of(
                        body,
                        Question.ofEach(query, texts),
                        scored -> scored.bestFirst().stream()
                                .map(i -> new Rank(
                                        i, activation.of(scored.scores().get(i)), withText ? texts.get(i) : null))
                                .toList())
                .withWhole(whole(body));
    }

    static Activation activation(Body body, Conventions conventions) {
        Boolean raw = body.flag("raw_scores");
        return Activation.of(raw == null ? null : !raw, true, conventions);
    }

    /** {@code truncate}: an explicit false means that a text that is too long is refused. */
    static boolean whole(Body body) {
        return !body.flag("truncate", true);
    }
}
