package merit.encoding;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.PatternTemplate.Turns;
import merit.tokenizer.Tokenizer;

/**
 * How a conversation becomes the text that a model reads: one text, or the two texts of a tokenizer pair. It is part of a
 * saved model; what it makes of a conversation never changes.
 */
public sealed interface PromptTemplate permits PatternTemplate, ChatPrompt {
    /** Prompt and response as the tokenizer's two segments: the default for encoders. */
    PromptTemplate PAIR = new PatternTemplate("pair", "{prompt}", "{response}", Turns.LABELLED);

    /** The prompt, a space, the response. */
    PromptTemplate PLAIN = new PatternTemplate("plain", "{prompt} {response}", null, Turns.LABELLED);

    PromptTemplate PROMPT_ANSWER = new PatternTemplate(
            "prompt-answer", "### Prompt:\n{prompt}\n\n### Answer:\n{response}", null, Turns.LABELLED);

    /** As in HH-RLHF's transcripts. */
    PromptTemplate HUMAN_ASSISTANT = new PatternTemplate(
            "human-assistant", "\n\nHuman: {prompt}\n\nAssistant: {response}", null, Turns.CONTINUED);

    PromptTemplate RASPUNS =
            new PatternTemplate("raspuns", "{prompt}\n\nR\u0103spuns: {response}", null, Turns.LABELLED);

    /** The tokenizer's own chat template, to be found there. */
    PromptTemplate CHAT = ChatPrompt.OF_TOKENIZER;

    /** What a model is usually read with: {@link #CHAT} where a decoder's tokenizer has one, else {@link #PAIR}. */
    PromptTemplate AUTO = new PatternTemplate("auto", "{prompt}", "{response}", Turns.LABELLED);

    /** The templates that are the same for every tokenizer. */
    List<PromptTemplate> NAMED = List.of(PAIR, PLAIN, PROMPT_ANSWER, HUMAN_ASSISTANT, RASPUNS);

    /**
     * The template of this name, or one's own where the text holds placeholders.
     *
     * @throws IllegalArgumentException where it is neither
     */
    static PromptTemplate of(String nameOrPattern) {
        for (PromptTemplate template : NAMED) {
            if (template.name().equals(nameOrPattern)) {
                return template;
            }
        }
        if (nameOrPattern.equals(CHAT.name())) {
            return CHAT;
        }
        if (nameOrPattern.equals(AUTO.name())) {
            return AUTO;
        }
        if (!nameOrPattern.contains("{")) {
            throw new IllegalArgumentException("unknown template \"" + nameOrPattern + "\": need one of "
                    + String.join(", ", NAMED.stream().map(PromptTemplate::name).toList())
                    + ", chat (the tokenizer's own), or a text with {prompt} and {response}");
        }
        return new PatternTemplate(PatternTemplate.OWN, nameOrPattern, null, Turns.LABELLED);
    }

    /** Reads what {@link #toMap} wrote. */
    static PromptTemplate ofMap(Map<String, ?> map) {
        return CHAT.name().equals(map.get("name")) ? ChatPrompt.ofMap(map) : PatternTemplate.ofMap(map);
    }

    String name();

    /** What {@link #of} makes the same template of. */
    String asked();

    /** A plain form to save. */
    Map<String, String> toMap();

    /** Whether it makes the two texts of a tokenizer pair. */
    boolean isPair();

    /** Whether the tokenizer's own control tokens stand around it; a chat template writes all that there are. */
    boolean isFramed();

    /** The only text, or the first of two. */
    List<Segment> renderFirst(Conversation conversation);

    /** The second text; empty where the template makes one. */
    List<Segment> renderSecond(Conversation conversation);

    /**
     * The same with what it takes from a tokenizer.
     *
     * @throws IllegalArgumentException where the tokenizer lacks it
     */
    PromptTemplate with(Tokenizer tokenizer);
}
