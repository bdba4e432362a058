package merit.preference.format;

import java.util.List;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.CandidateSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code prompt}, {@code chosen}, {@code rejected} as texts; {@code margin} and any metadata where known. Where the row also
 * has the prompt's turns as {@code messages}, these are the prompt, so that roles are kept; where it rates both answers alike,
 * they are a tie. Also what synthetic-instruct-gptj-pairwise and TRL's standard format hold.
 */
final class PairReader implements FormatReader {
    static final String HINT = "Every pair needs prompt, chosen and rejected;"
            + " if chosen and rejected hold whole dialogues, say --format hh.";

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("chosen") || row.has("rejected");
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return JudgedPair.places(row);
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        String chosen = row.text("chosen", HINT);
        String rejected = row.text("rejected", HINT);
        Conversation prompt = row.prompt(turns(row, HINT, Set.copyOf(List.of(chosen, rejected))));
        Set<String> used = Set.of("prompt", "chosen", "rejected", "messages", "margin");
        return List.of(new JudgedPair(prompt, chosen, rejected).set(row, row.metadata(used)));
    }

    /** The turns of {@code messages} before the response, or one user turn with the text. */
    static List<Message> turns(Row row, String hint, Set<String> responses) {
        JsonNode list = row.find("messages");
        if (list == null || list.isEmpty()) {
            return List.of(Message.user(row.text("prompt", hint)));
        }
        List<Message> turns = row.messages(list, "messages");
        Message last = turns.get(turns.size() - 1);
        if (last.role() != Role.ASSISTANT) {
            return turns;
        }
        if (responses.contains(last.content())) {
            return turns.subList(0, turns.size() - 1);
        }
        throw row.wrong("messages: found an assistant's turn at the end that is none of the answers;"
                + " need the turns before the answer");
    }
}
