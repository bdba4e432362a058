package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import merit.dialogue.Conversation;
import merit.encoding.PromptTemplate;
import merit.preference.PreferencePair;
import merit.scoring.ScoreInput;

/**
 * A prompt with answers, as requests put them.
 *
 * @param prompt as turns
 * @param text the same as one text
 * @param answers one or more
 */
record Asked(Conversation prompt, String text, List<String> answers) {
    /** What a request gives of a prompt and an answer, and so what is scored. */
    enum Form {
        /** The turns. */
        TURNS {
            @Override
            ScoreInput input(Asked asked, String answer) {
                return new ScoreInput.Chat(asked.prompt().answered(answer));
            }
        },
        /** Two texts. */
        TEXTS {
            @Override
            ScoreInput input(Asked asked, String answer) {
                return ScoreInput.of(asked.text(), answer);
            }
        },
        /** One text, to which the tokenizer adds its control tokens. */
        STANDING {
            @Override
            ScoreInput input(Asked asked, String answer) {
                return new ScoreInput.Text(standing(asked, answer), null, true);
            }
        },
        /** One text with the control tokens in it. */
        WHOLE {
            @Override
            ScoreInput input(Asked asked, String answer) {
                return new ScoreInput.Text(whole(asked, answer), null, false);
            }
        };

        /** What {@code merit score} is given for it. */
        abstract ScoreInput input(Asked asked, String answer);
    }

    static Asked of(PreferencePair pair) {
        String text =
                PairFile.joined(PromptTemplate.PAIR.renderFirst(pair.prompt().answered(pair.chosen())));
        return new Asked(pair.prompt(), text, List.of(pair.chosen(), pair.rejected()));
    }

    /** The same prompt with one of its answers. */
    Asked with(int answer) {
        return new Asked(prompt, text, List.of(answers.get(answer)));
    }

    /** The prompt's text cut or repeated: from a few words to more than a model reads. */
    Asked ofOtherLength(Random random) {
        String longest = (text + " ").repeat(3);
        int length = random.nextInt(3) == 0
                ? random.nextInt(Math.min(50, longest.length()))
                : random.nextInt(longest.length());
        int end = longest.offsetByCodePoints(0, longest.codePointCount(0, length));
        String other = longest.substring(0, end);
        return new Asked(Conversation.ofPrompt(other), other, answers);
    }

    String answer() {
        return answers.get(0);
    }

    List<String> standing() {
        return answers.stream().map(answer -> standing(this, answer)).toList();
    }

    List<String> whole() {
        return answers.stream().map(answer -> whole(this, answer)).toList();
    }

    private static String standing(Asked asked, String answer) {
        return asked.text() + " " + answer;
    }

    private static String whole(Asked asked, String answer) {
        return "[CLS] " + asked.text() + " [SEP] " + answer + " [SEP]";
    }

    /** The prompt as messages. */
    List<Map<String, String>> turns() {
        List<Map<String, String>> turns = new ArrayList<>();
        prompt.messages()
                .forEach(message -> turns.add(Map.of("role", message.role().wireName(), "content", message.content())));
        return turns;
    }

    /** The same, and the first answer. */
    List<Map<String, String>> messages() {
        List<Map<String, String>> messages = turns();
        messages.add(Map.of("role", "assistant", "content", answer()));
        return messages;
    }
}
