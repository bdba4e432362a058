package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import merit.dialogue.Conversation;
import merit.scoring.ScoreInput;
import org.jspecify.annotations.Nullable;

/**
 * vLLM's {@code POST /score}: one text with each of many, or texts pair by pair. Its three generations of names are read: {@code
 * text_1} and {@code text_2}, {@code data_1} and {@code data_2}, {@code queries} with {@code documents} or {@code items}.
 */
final class PairScore {
    private static final List<List<String>> NAMES = List.of(
            List.of("text_1", "text_2"),
            List.of("data_1", "data_2"),
            List.of("queries", "documents"),
            List.of("queries", "items"));

    private PairScore() {}

    record Item(int index, String object, double score) {}

    static Question read(Body body, Conventions conventions) {
        List<String> names = NAMES.stream()
                .filter(pair -> pair.stream().allMatch(body::has))
                .findFirst()
                .orElseThrow(() -> WireException.invalid("found no two texts, need \"prompt\" and \"response\", "
                        + "\"text_1\" and \"text_2\", \"data_1\" and \"data_2\", or \"queries\" and \"documents\""));
        Activation activation = Activation.of(body.flag("use_activation"), true, conventions);
        return Question.of(
                        body,
                        pairs(names, body.texts(names.get(0)), body.texts(names.get(1))),
                        scored -> scored.listing(
                                "score",
                                i -> new Item(
                                        i,
                                        "score",
                                        activation.of(scored.scores().get(i)))))
                .withLongest(longest(body));
    }

    private static List<ScoreInput> pairs(List<String> names, List<String> first, List<String> second) {
        boolean oneToMany = first.size() == 1;
        if (first.isEmpty() || second.isEmpty() || (!oneToMany && first.size() != second.size())) {
            throw WireException.invalid("\"" + names.get(0) + "\" and \"" + names.get(1) + "\": found " + first.size()
                    + " and " + second.size() + " texts, need 1 and many, or as many of each");
        }
        List<ScoreInput> inputs = new ArrayList<>();
        for (int i = 0; i < second.size(); i++) {
            Conversation prompt = Conversation.ofPrompt(first.get(oneToMany ? 0 : i));
            inputs.add(new ScoreInput.Chat(prompt.answered(second.get(i))));
        }
        return inputs;
    }

    /**
     * {@code truncate_prompt_tokens}: null where absent or -1, which means what the model reads. A 0, which vLLM takes and then finds
     * no tokens in, is refused.
     */
    static @Nullable Integer longest(Body body) {
        Integer tokens = body.integer("truncate_prompt_tokens");
        if (tokens != null && (tokens == 0 || tokens < -1)) {
            throw WireException.invalid("\"truncate_prompt_tokens\": found " + tokens + ", need 1 or more, or -1");
        }
        return tokens == null || tokens == -1 ? null : tokens;
    }
}
