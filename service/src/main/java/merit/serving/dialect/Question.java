package merit.serving.dialect;

import java.util.List;
import merit.dialogue.Conversation;
import merit.scoring.ScoreInput;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks, whatever its dialect.
 *
 * @param model by name; null for the first that is served
 * @param inputs what is to be scored
 * @param whole whether a row from which anything would be cut is refused
 * @param longest the model's own rule shortens rows to so many tokens; null for as many as it reads
 * @param normalizeReward whether scores are wished on the scale of the model's reference set; null where nothing is said
 * @param reply writes the scores
 */
public record Question(
        @Nullable String model,
        List<? extends ScoreInput> inputs,
        boolean whole,
        @Nullable Integer longest,
        @Nullable Boolean normalizeReward,
        Reply reply) {
    public Question {
        inputs = List.copyOf(inputs);
    }

    /** Of a body that names the model as everybody does, and may wish normalised rewards, whatever its dialect. */
    static Question of(Body body, List<? extends ScoreInput> inputs, Reply reply) {
        return new Question(body.textOrNull("model"), inputs, false, null, body.flag("normalize_reward"), reply);
    }

    Question withLongest(@Nullable Integer tokens) {
        return new Question(model, inputs, whole, tokens, normalizeReward, reply);
    }

    Question withWhole(boolean asked) {
        return new Question(model, inputs, asked, longest, normalizeReward, reply);
    }

    /** A query with each document in turn: a prompt with its responses. */
    static List<ScoreInput> ofEach(Conversation prompt, List<String> responses) {
        return responses.stream()
                .<ScoreInput>map(response -> new ScoreInput.Chat(prompt.answered(response)))
                .toList();
    }

    /** Texts that stand as they are, with the tokenizer's own control tokens. */
    static List<ScoreInput> standing(List<String> texts, boolean addSpecialTokens) {
        return texts.stream()
                .<ScoreInput>map(text -> new ScoreInput.Text(text, null, addSpecialTokens))
                .toList();
    }

    /** Writes scores in a dialect. */
    @FunctionalInterface
    public interface Reply {
        /** The answer: records and lists that become JSON. */
        Object of(Scored scored);
    }
}
