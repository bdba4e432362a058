package merit.scoring;

import merit.dialogue.Conversation;
import merit.encoding.RowEncoder;
import merit.encoding.TokenRow;
import org.jspecify.annotations.Nullable;

/** What a {@link Scorer} scores. */
public sealed interface ScoreInput {
    /** A conversation whose last message is the response. Text in it is only text; the model's template is applied. */
    record Chat(Conversation conversation) implements ScoreInput {
        @Override
        public TokenRow encodedBy(RowEncoder encoder) {
            return encoder.encode(conversation);
        }
    }

    /**
     * Text that stands as it is, with no template: control tokens inside it are honoured.
     *
     * @param first the only segment, or the first of two
     * @param second the second segment of a tokenizer pair, or null
     * @param addSpecialTokens whether the tokenizer adds its own (false where the text already holds them)
     */
    record Text(String first, @Nullable String second, boolean addSpecialTokens) implements ScoreInput {
        @Override
        public TokenRow encodedBy(RowEncoder encoder) {
            return encoder.encodeStanding(first, second, addSpecialTokens);
        }
    }

    /** The row that a model in this process reads for it. */
    TokenRow encodedBy(RowEncoder encoder);

    static ScoreInput of(String prompt, String response) {
        return new Chat(Conversation.of(prompt, response));
    }
}
