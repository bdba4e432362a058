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
 * Anthropic's HH-RLHF: {@code chosen} and {@code rejected} are whole dialogues whose turns begin with
 * {@code \n\nHuman:} and {@code \n\nAssistant:}; the prompt is what stands before the last answer in both. Where a
 * {@code prompt} is given, it is the dialogue before the answer, and {@code chosen} and {@code rejected} may hold the answer
 * alone.
 */
final class TranscriptReader implements FormatReader {
    private static final String HINT =
            "HH transcripts need chosen and rejected, each a dialogue of" + " \\n\\nHuman: and \\n\\nAssistant: turns.";
    private static final String HUMAN = "\n\nHuman:";
    private static final String ASSISTANT = "\n\nAssistant:";

    @Override
    public boolean recognises(ObjectNode row) {
        JsonNode prompt = row.path("prompt");
        if (prompt.isString()) {
            return prompt.stringValue().startsWith(HUMAN)
                    && prompt.stringValue().stripTrailing().endsWith(ASSISTANT);
        }
        return isDialogue(row.path("chosen")) && isDialogue(row.path("rejected"));
    }

    private static boolean isDialogue(JsonNode node) {
        return node.isString()
                && node.stringValue().stripLeading().startsWith("Human:")
                && node.stringValue().contains(ASSISTANT);
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return JudgedPair.places(row);
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        List<Message> chosen = dialogue(row, "chosen");
        List<Message> rejected = dialogue(row, "rejected");
        return List.of(new SharedPrompt(row, chosen, rejected)
                .pair(row.metadata(Set.of("prompt", "chosen", "rejected", "margin"))));
    }

    private static List<Message> dialogue(Row row, String key) {
        String text = row.text(key, HINT);
        String prompt = row.has("prompt") ? row.text("prompt", HINT).stripTrailing() : "";
        boolean whole = text.stripLeading().startsWith("Human:");
        if (!whole && !prompt.isEmpty()) {
            text = (prompt.endsWith("Assistant:") ? prompt : prompt + ASSISTANT) + " " + text;
        }
        List<Message> messages = parse(text);
        if (messages.size() < 2 || messages.get(messages.size() - 1).role() != Role.ASSISTANT) {
            throw row.wrong(key + ": found \"" + Excerpt.of(text)
                    + "\", need a dialogue that begins with Human: and ends with an Assistant: turn."
                    + " If prompt, chosen and rejected hold plain texts, say --format pair");
        }
        return messages;
    }

    /** The turns of a transcript; empty where it does not begin with a speaker. */
    static List<Message> parse(String transcript) {
        List<Message> messages = new ArrayList<>();
        String text = "\n\n" + transcript.stripLeading();
        int start = nextSpeaker(text, 0) == 0 ? 0 : -1;
        while (start >= 0) {
            int colon = text.indexOf(':', start);
            int next = nextSpeaker(text, colon);
            String content =
                    text.substring(colon + 1, next < 0 ? text.length() : next).strip();
            messages.add(new Message(text.startsWith(HUMAN, start) ? Role.USER : Role.ASSISTANT, content));
            start = next;
        }
        return messages;
    }

    private static int nextSpeaker(String text, int from) {
        int human = text.indexOf(HUMAN, from);
        int assistant = text.indexOf(ASSISTANT, from);
        return human < 0 ? assistant : assistant < 0 ? human : Math.min(human, assistant);
    }
}
