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
import org.jspecify.annotations.Nullable;

/**
 * How a conversation becomes the text that a model reads: one text, or the two texts of a tokenizer pair. It is part of a
 * saved model; what it makes of a conversation never changes.
 *
 * <p>{@code {prompt}} and {@code {response}} stand once each; all else is fixed text. A prompt of one turn is that turn's
 * text. A prompt of several turns is written as {@code Human: ...}, {@code Assistant: ...}, {@code System: ...},
 * {@code Tool: ...} with an empty line between turns; {@link Turns} says whether the first has its label.
 *
 * @param name how to ask for it again
 * @param first the only text, or the first of two
 * @param second the second text of a tokenizer pair, or null
 * @param turns how the turns of a longer prompt are written
 */
public record PromptTemplate(
        String name, String first, @Nullable String second, Turns turns) {
    /** How the turns of a prompt with several are written. */
    public enum Turns {
        /** Each with its label. */
        LABELLED,
        /** Each but the first, a user's, whose label the template itself writes. */
        CONTINUED
    }

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /** Prompt and response as the tokenizer's two segments: the default for encoders. */
    public static final PromptTemplate PAIR = new PromptTemplate("pair", "{prompt}", "{response}", Turns.LABELLED);

    /** The prompt, a space, the response. */
    public static final PromptTemplate PLAIN = new PromptTemplate("plain", "{prompt} {response}", null, Turns.LABELLED);

    public static final PromptTemplate PROMPT_ANSWER = new PromptTemplate(
            "prompt-answer", "### Prompt:\n{prompt}\n\n### Answer:\n{response}", null, Turns.LABELLED);

    /** As in HH-RLHF's transcripts. */
    public static final PromptTemplate HUMAN_ASSISTANT = new PromptTemplate(
            "human-assistant", "\n\nHuman: {prompt}\n\nAssistant: {response}", null, Turns.CONTINUED);

    public static final PromptTemplate RASPUNS =
            new PromptTemplate("raspuns", "{prompt}\n\nR\u0103spuns: {response}", null, Turns.LABELLED);

    /** The templates that have a name, the default first. */
    public static final List<PromptTemplate> NAMED = List.of(PAIR, PLAIN, PROMPT_ANSWER, HUMAN_ASSISTANT, RASPUNS);

    /** @throws IllegalArgumentException where a placeholder is missing, doubled or unknown */
    public PromptTemplate {
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

    /**
     * The template of this name, or one's own where the text holds placeholders.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static PromptTemplate of(String nameOrPattern) {
        for (PromptTemplate template : NAMED) {
            if (template.name.equals(nameOrPattern)) {
                return template;
            }
        }
        if (!nameOrPattern.contains("{")) {
            throw new IllegalArgumentException("unknown template \"" + nameOrPattern + "\": need one of "
                    + String.join(", ", NAMED.stream().map(PromptTemplate::name).toList())
                    + ", or a text with {prompt} and {response}");
        }
        return new PromptTemplate("own", nameOrPattern, null, Turns.LABELLED);
    }

    /** Reads what {@link #toMap} wrote. */
    public static PromptTemplate ofMap(Map<String, ?> map) {
        Object second = map.get("second");
        return new PromptTemplate(
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

    /** A plain form to save; {@code second} is absent where there is none. */
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

    /** Whether it makes the two texts of a tokenizer pair. */
    public boolean isPair() {
        return second != null;
    }

    /** The only text, or the first of two. */
    public List<Segment> renderFirst(Conversation conversation) {
        return render(first, conversation);
    }

    /** The second text; empty where the template makes one. */
    public List<Segment> renderSecond(Conversation conversation) {
        return second == null ? List.of() : render(second, conversation);
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
