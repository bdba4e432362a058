package merit.scoring;

import merit.dialogue.Conversation;
import org.jspecify.annotations.Nullable;

/** What a {@link Scorer} scores. */
public sealed interface ScoreInput {
    /** A conversation whose last message is the response. Text in it is only text; the model's template is applied. */
    record Chat(Conversation conversation) implements ScoreInput {}

    /**
     * Text that stands as it is, with no template: control tokens inside it are honoured.
     *
     * @param first the only segment, or the first of two
     * @param second the second segment of a tokenizer pair, or null
     * @param addSpecialTokens whether the tokenizer adds its own (false where the text already holds them)
     */
    record Text(String first, @Nullable String second, boolean addSpecialTokens) implements ScoreInput {}

    static ScoreInput of(String prompt, String response) {
        return new Chat(Conversation.of(prompt, response));
    }
}
