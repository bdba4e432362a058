package merit.encoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A template that is written out: {@code {prompt}} and {@code {response}} stand once each; all else is fixed text. A prompt of one
 * turn is that turn's text. A prompt of several turns is written as {@code Human: ...}, {@code Assistant: ...}, {@code System: ...},
 * {@code Tool: ...} with an empty line between turns; {@link Turns} says whether the first has its label.
 *
 * @param name how to ask for it again
 * @param first the only text, or the first of two
 * @param second the second text of a tokenizer pair, or null
 * @param turns how the turns of a longer prompt are written
 */
record PatternTemplate(String name, String first, @Nullable String second, Turns turns) implements PromptTemplate {
    /** The name of one's own. */
    static final String OWN = "own";

    /** How the turns of a prompt with several are written. */
    enum Turns {
        /** Each with its label. */
        LABELLED,
        /** Each but the first, a user's, whose label the template itself writes. */
        CONTINUED
    }

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /** @throws IllegalArgumentException where a placeholder is missing, doubled or unknown */
    PatternTemplate {
        List<String> found = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(second == null ? first : first + second);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        if (found.size() != 2 || !found.contains("prompt") || !found.contains("response")) {
            throw new IllegalArgumentException("template \"" + first + (second == null ? "" : second)
                    + "\": found placeholders " + found + ", need {prompt} and {response}, once each");
        }
    }

    /** Reads what {@link #toMap} wrote. */
    static PatternTemplate ofMap(Map<String, ?> map) {
        Object second = map.get("second");
        return new PatternTemplate(
                text(map, "name"),
                text(map, "first"),
                second == null ? null : second.toString(),
                Turns.valueOf(text(map, "turns")));
    }

    private static String text(Map<String, ?> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    "a saved template has no \"" + key + "\": found " + map.keySet() + ", need name, first, turns");
        }
        return value.toString();
    }

    @Override
    public String asked() {
        return name.equals(OWN) ? first : name;
    }

    /** {@code second} is absent where there is none. */
    @Override
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("first", first);
        if (second != null) {
            map.put("second", second);
        }
        map.put("turns", turns.name());
        return map;
    }

    @Override
    public boolean isPair() {
        return second != null;
    }

    @Override
    public List<Segment> renderFirst(Conversation conversation) {
        return render(first, conversation);
    }

    @Override
    public List<Segment> renderSecond(Conversation conversation) {
        return second == null ? List.of() : render(second, conversation);
    }

    @Override
    public boolean isFramed() {
        return true;
    }

    @Override
    public PromptTemplate with(Tokenizer tokenizer) {
        return equals(AUTO) ? PAIR : this;
    }

    private List<Segment> render(String pattern, Conversation conversation) {
        List<Segment> segments = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(pattern);
        int from = 0;
        while (matcher.find()) {
            add(segments, Segment.Tag.FIXED, pattern.substring(from, matcher.start()));
            if (matcher.group(1).equals("prompt")) {
                add(
                        segments,
                        Segment.Tag.PROMPT,
                        promptText(conversation.prompt().messages()));
            } else {
                add(segments, Segment.Tag.RESPONSE, conversation.response());
            }
            from = matcher.end();
        }
        add(segments, Segment.Tag.FIXED, pattern.substring(from));
        return segments;
    }

    private static void add(List<Segment> segments, Segment.Tag tag, String text) {
        if (!text.isEmpty()) {
            segments.add(new Segment(tag, text));
        }
    }

    private String promptText(List<Message> messages) {
        if (turns == Turns.CONTINUED && !messages.isEmpty() && messages.get(0).role() != Role.USER) {
            throw new IllegalArgumentException("template " + name + ": found a prompt that begins with a turn of the "
                    + messages.get(0).role().wireName() + ", need one of the user, as the template labels it so; take"
                    + " another template, such as pair");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            text.append(i == 0 ? "" : "\n\n");
            if (messages.size() > 1 && !(i == 0 && turns == Turns.CONTINUED)) {
                text.append(label(message)).append(": ");
            }
            text.append(message.content());
        }
        return text.toString();
    }

    private static String label(Message message) {
        return switch (message.role()) {
            case SYSTEM -> "System";
            case USER -> "Human";
            case ASSISTANT -> "Assistant";
            case TOOL -> "Tool";
        };
    }
}
