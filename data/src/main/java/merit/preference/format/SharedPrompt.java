package merit.preference.format;

import java.util.List;
import java.util.Map;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.CandidateSet;
import merit.preference.DropReason;

/** Two whole dialogues that are the same up to the last answer: what they share is the prompt. */
record SharedPrompt(Row row, List<Message> chosen, List<Message> rejected) {
    /**
     * The pair of their last answers.
     *
     * @throws RowDropped where they part before the last answer: such a row prefers a dialogue, not an answer
     */
    CandidateSet pair(Map<String, Object> metadata) throws RowDropped {
        List<Message> prompt = before(chosen);
        if (!prompt.equals(before(rejected))) {
            throw new RowDropped(DropReason.NO_COMMON_PROMPT);
        }
        return new JudgedPair(row.prompt(prompt), last(chosen, "chosen"), last(rejected, "rejected"))
                .set(row, metadata);
    }

    private static List<Message> before(List<Message> dialogue) {
        return dialogue.subList(0, Math.max(0, dialogue.size() - 1));
    }

    private String last(List<Message> dialogue, String name) {
        if (dialogue.isEmpty() || dialogue.get(dialogue.size() - 1).role() != Role.ASSISTANT) {
            throw row.wrong(
                    name + ": found a dialogue that does not end with the assistant, need its answer at the end");
        }
        return dialogue.get(dialogue.size() - 1).content();
    }
}
