package merit.preference.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.CandidateSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code chosen} and {@code rejected} as lists of {@code {role, content}}, TRL's conversational format. The prompt is given
 * (as messages, or as a text that is one user turn), or it is what both lists share before the last answer.
 */
final class MessageListReader implements FormatReader {
    private static final String HINT =
            "Message lists need chosen and rejected, each a list of {role, content}; prompt may be one too.";

    @Override
    public boolean recognises(ObjectNode row) {
        return row.path("chosen").isArray() && row.path("rejected").isArray();
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return JudgedPair.places(row);
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        List<Message> prompt = prompt(row);
        List<Message> chosen = whole(prompt, row.messages(row.need("chosen", HINT), "chosen"));
        List<Message> rejected = whole(prompt, row.messages(row.need("rejected", HINT), "rejected"));
        Set<String> used = Set.of("prompt", "chosen", "rejected", "messages", "margin");
        return List.of(new SharedPrompt(row, chosen, rejected).pair(row.metadata(used)));
    }

    private static List<Message> prompt(Row row) {
        JsonNode prompt = row.find("prompt");
        if (prompt == null) {
            return List.of();
        }
        return prompt.isArray() ? row.messages(prompt, "prompt") : List.of(Message.user(row.text(prompt, "prompt")));
    }

    /** The answer with its prompt, where it does not hold more than an answer already. */
    private static List<Message> whole(List<Message> prompt, List<Message> answer) {
        if (answer.size() > 1 && (prompt.isEmpty() || answer.get(0).role() != Role.ASSISTANT)) {
            return answer;
        }
        List<Message> all = new ArrayList<>(prompt);
        all.addAll(answer);
        return all;
    }
}
