package merit.preference.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Preferences as rows to write, in the forms that {@link PreferenceFiles} reads back. */
public final class PreferenceRows {
    private PreferenceRows() {}

    /** {@code {prompt, chosen, rejected, margin?, messages?, ...metadata}}. */
    public static ObjectNode pair(PreferencePair pair) {
        ObjectNode row = prompt(pair.prompt());
        row.put("chosen", pair.chosen());
        row.put("rejected", pair.rejected());
        Double margin = pair.margin();
        if (margin != null) {
            row.put("margin", margin);
        }
        pair.set().metadata().forEach((key, value) -> row.set(key, Json.MAPPER.valueToTree(value)));
        return row;
    }

    /** {@code {prompt, candidates: [{response, score?, ...}], messages?, ...metadata}}. */
    public static ObjectNode candidates(CandidateSet set) {
        ObjectNode row = prompt(set.prompt());
        ArrayNode list = row.putArray("candidates");
        for (Candidate candidate : set.candidates()) {
            ObjectNode item = list.addObject();
            item.put("response", candidate.response());
            candidate.attributes().forEach((key, value) -> item.put(key, value));
            candidate.metadata().forEach((key, value) -> item.set(key, Json.MAPPER.valueToTree(value)));
        }
        set.metadata().forEach((key, value) -> row.set(key, Json.MAPPER.valueToTree(value)));
        return row;
    }

    /** A set as rows: one for each pair where it has no ratings, else one row of rated candidates. */
    public static List<ObjectNode> of(CandidateSet set) {
        if (set.pairs().isEmpty() || set.candidates().stream().anyMatch(candidate -> candidate.rating() != null)) {
            return List.of(candidates(set));
        }
        List<ObjectNode> rows = new ArrayList<>();
        set.pairs().forEach(pair -> rows.add(pair(pair)));
        return rows;
    }

    /** The prompt as one text; several turns stay apart as {@code messages} beside it. */
    private static ObjectNode prompt(Conversation prompt) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        List<Message> messages = prompt.messages();
        if (messages.size() == 1 && messages.get(0).role() == Role.USER) {
            return row.put("prompt", messages.get(0).content());
        }
        List<String> turns = new ArrayList<>();
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Message message : messages) {
            turns.add(speaker(message.role()) + ": " + message.content());
            list.addObject().put("role", message.role().wireName()).put("content", message.content());
        }
        row.put("prompt", String.join("\n\n", turns));
        row.set("messages", list);
        return row;
    }

    private static String speaker(Role role) {
        String name = role == Role.USER ? "human" : role.wireName();
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
