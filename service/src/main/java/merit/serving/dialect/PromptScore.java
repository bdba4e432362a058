package merit.serving.dialect;

import java.util.List;
import merit.dialogue.Conversation;
import merit.scoring.ScoreInput;
import org.jspecify.annotations.Nullable;

/** Merit's own {@code POST /score}: a prompt (text or messages) and a response, or messages that end with one, to a number. */
final class PromptScore {
    private PromptScore() {}

    /** @param spread of an ensemble's members; left out where there is none */
    record Answer(double score, @Nullable Double spread) {}

    static Question read(Body body) {
        return Question.of(
                body,
                List.of(input(body)),
                scored -> new Answer(scored.value(0), scored.scores().get(0).spread()));
    }

    /** A conversation to score. */
    static ScoreInput input(Body body) {
        Conversation conversation = body.has("messages")
                ? body.answered("messages")
                : body.prompt("prompt").answered(body.text("response"));
        return new ScoreInput.Chat(conversation);
    }
}
