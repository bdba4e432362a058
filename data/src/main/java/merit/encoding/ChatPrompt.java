package merit.encoding;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.chat.ChatTemplate;
import merit.chat.Text;
import merit.dialogue.Conversation;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer's chat template as transformers' {@code apply_chat_template} renders it, without a generation prompt. It writes every
 * control token itself: the tokenizer adds none.
 *
 * <p>What the template writes is its own, and the control tokens in it are control. A message's characters stay the message's,
 * whatever the template does with them, see {@link Text}, and are text only.
 *
 * <p>A date that the template writes is fixed when the template is taken from the tokenizer, and the fixed template is what is
 * saved, see {@link ChatTemplate#fixed}: a score does not change from day to day.
 */
final class ChatPrompt implements PromptTemplate {
    /** Asks for a tokenizer's own, which {@link #with} finds. */
    static final ChatPrompt OF_TOKENIZER = new ChatPrompt(null, Map.of());

    private static final String NAME = "chat";
    private static final String SOURCE = "chat_template";

    private final @Nullable ChatTemplate template;
    private final Map<String, String> specialTokens;

    private ChatPrompt(@Nullable ChatTemplate template, Map<String, String> specialTokens) {
        this.template = template;
        this.specialTokens = specialTokens;
    }

    static ChatPrompt ofMap(Map<String, ?> map) {
        Object source = map.get(SOURCE);
        if (source == null) {
            throw new IllegalArgumentException(
                    "a saved template has no \"" + SOURCE + "\": found " + map.keySet() + ", need name, " + SOURCE);
        }
        return new ChatPrompt(ChatTemplate.of(source.toString()), Map.of());
    }

    @Override
    public PromptTemplate with(Tokenizer tokenizer) {
        ChatTemplate found = template == null
                ? ChatTemplate.of(source(tokenizer.chatTemplates())).fixed(LocalDateTime.now(ZoneId.systemDefault()))
                : template;
        return new ChatPrompt(found, tokenizer.specialTokens());
    }

    /** The one that transformers takes where nobody asks for another. */
    private static String source(Map<String, String> templates) {
        String source = templates.size() == 1
                ? templates.values().iterator().next()
                : templates.get(Tokenizer.DEFAULT_CHAT_TEMPLATE);
        if (source == null) {
            throw new IllegalArgumentException("template chat: the tokenizer has none: found "
                    + (templates.isEmpty() ? "no chat_template" : "only those named " + templates.keySet())
                    + ", need chat_template.jinja, or a chat_template in tokenizer_config.json"
                    + "; name another with --template");
        }
        return source;
    }

    private ChatTemplate template() {
        if (template == null) {
            throw new IllegalStateException("a chat template is found in a tokenizer: need with(tokenizer) first");
        }
        return template;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String asked() {
        return NAME;
    }

    /** The text of the template, in Jinja. */
    String source() {
        return template().source();
    }

    @Override
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("name", NAME);
        map.put(SOURCE, source());
        return map;
    }

    @Override
    public boolean isPair() {
        return false;
    }

    @Override
    public boolean isFramed() {
        return false;
    }

    @Override
    public List<Segment> renderFirst(Conversation conversation) {
        return segments(render(conversation));
    }

    @Override
    public List<Segment> renderSecond(Conversation conversation) {
        return List.of();
    }

    /** What the template makes of a conversation. */
    Text render(Conversation conversation) {
        return template().render(conversation, specialTokens);
    }

    /** The dates that it writes from now on, see {@link ChatTemplate#fixedDates}. */
    List<String> fixedDates() {
        return template().fixedDates();
    }

    private static List<Segment> segments(Text text) {
        int lastPrompt = text.length() - 1;
        while (lastPrompt >= 0 && text.origin(lastPrompt) != Text.Origin.PROMPT) {
            lastPrompt--;
        }
        List<Segment> segments = new ArrayList<>();
        boolean afterPrompt = false;
        for (int from = 0, to; from < text.length(); from = to) {
            Text.Origin origin = text.origin(from);
            for (to = from; to < text.length() && text.origin(to) == origin; ) {
                to++;
            }
            afterPrompt |= origin == Text.Origin.PROMPT;
            segments.add(new Segment(
                    tag(origin, afterPrompt && from < lastPrompt),
                    text.toString().substring(from, to)));
        }
        return segments;
    }

    private static Segment.Tag tag(Text.Origin origin, boolean betweenTurns) {
        return switch (origin) {
            case PROMPT -> Segment.Tag.PROMPT;
            case RESPONSE -> Segment.Tag.RESPONSE;
            case TEMPLATE -> betweenTurns ? Segment.Tag.TURN : Segment.Tag.FIXED;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChatPrompt chat
                && Objects.equals(
                        template == null ? null : template.source(),
                        chat.template == null ? null : chat.template.source())
                && specialTokens.equals(chat.specialTokens);
    }

    @Override
    public int hashCode() {
        return template == null ? 0 : template.source().hashCode();
    }

    @Override
    public String toString() {
        return NAME;
    }
}
