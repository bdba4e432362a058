package merit.encoding;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.tokenizer.SpecialFrame;
import merit.tokenizer.StandingTokens;
import merit.tokenizer.TextTokens;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Turns conversations into rows of token ids: template, tokenizer, truncation. Whatever a message holds is only text; the
 * control tokens of a row are the tokenizer's own.
 *
 * <p>Thread-safe. The tokenizer belongs to the caller.
 */
public final class RowEncoder {
    private final Tokenizer tokenizer;
    private final EncodingConfig config;

    /** @throws IllegalArgumentException where the longest row leaves no room beside control tokens and template */
    public RowEncoder(Tokenizer tokenizer, EncodingConfig config) {
        this.tokenizer = tokenizer;
        this.config = config;
        int control = tokenizer.pairFrame().size();
        if (config.maxLength() <= control) {
            throw new IllegalArgumentException("max length: found " + config.maxLength() + ", need at least "
                    + (control + 1) + ": the tokenizer adds " + control + " control tokens to a pair");
        }
        int empty = tagged(Conversation.of("", "")).length();
        if (config.maxLength() <= empty) {
            throw new IllegalArgumentException("max length: found " + config.maxLength() + ", need at least "
                    + (empty + 1) + ": the template " + config.template().name() + " alone takes " + empty + " tokens");
        }
    }

    public EncodingConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The row of a prompt of one turn and its response. */
    public TokenRow encode(String prompt, String response) {
        return encode(Conversation.of(prompt, response));
    }

    /** The row of a conversation whose last message is the response. */
    public TokenRow encode(Conversation conversation) {
        return tagged(conversation).cut(config.maxLength(), config.truncation());
    }

    /**
     * The row of text that stands as it is, without the template; control tokens in it are honoured. Where it is too long
     * the first text counts as prompt and the second as response, and control tokens at its very ends stay.
     */
    public TokenRow encodeStanding(String first, @Nullable String second, boolean addSpecialTokens) {
        StandingTokens tokens = tokenizer.encodeStanding(first, second, addSpecialTokens);
        TaggedRow row = new TaggedRow();
        int last = tokens.ids().length - 1;
        for (int i = 0; i <= last; i++) {
            boolean control = tokens.parts()[i] == StandingTokens.CONTROL
                    || ((i == 0 || i == last) && tokenizer.controlTokens().containsValue(tokens.ids()[i]));
            byte tag = tokens.parts()[i] == 1 ? TaggedRow.RESPONSE : TaggedRow.PROMPT;
            row.add(tokens.ids()[i], tokens.segments()[i], control ? TaggedRow.CONTROL : tag);
        }
        return row.cut(config.maxLength(), config.truncation());
    }

    /** The rows of many conversations, in order, on all cores. */
    public List<TokenRow> encodeAll(List<Conversation> conversations) {
        return encodeAll(conversations, this::encode);
    }

    /** The rows of many inputs, in order, on all cores. */
    public <T> List<TokenRow> encodeAll(List<? extends T> inputs, Function<T, TokenRow> encode) {
        TokenRow[] rows = new TokenRow[inputs.size()];
        IntStream.range(0, rows.length).parallel().forEach(i -> rows[i] = encode.apply(inputs.get(i)));
        return Arrays.asList(rows);
    }

    /** The whole row, nothing cut. */
    TaggedRow tagged(Conversation conversation) {
        PromptTemplate template = config.template();
        SpecialFrame frame = template.isPair() ? tokenizer.pairFrame() : tokenizer.singleFrame();
        SpecialFrame.Segments segments = frame.segments();
        TaggedRow row = new TaggedRow();
        row.addAll(frame.before(), segments.before(), TaggedRow.CONTROL);
        addText(row, template.renderFirst(conversation), segments.first());
        row.addAll(frame.between(), segments.between(), TaggedRow.CONTROL);
        addText(row, template.renderSecond(conversation), segments.second());
        row.addAll(frame.after(), segments.after(), TaggedRow.CONTROL);
        return row;
    }

    private void addText(TaggedRow row, List<Segment> text, int segment) {
        if (text.size() == 1) {
            row.addAll(tokenizer.encode(text.get(0).text()), segment, tag(text.get(0)));
        } else if (!text.isEmpty()) {
            addJoined(row, text, segment);
        }
    }

    /** Tokenises the joined text at once, as any other tool would; a token is whose its last character is. */
    private void addJoined(TaggedRow row, List<Segment> text, int segment) {
        StringBuilder joined = new StringBuilder();
        int[] ends = new int[text.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = joined.append(text.get(i).text()).length();
        }
        TextTokens tokens = tokenizer.encodeWithEnds(joined.toString());
        int part = 0;
        for (int i = 0; i < tokens.ids().length; i++) {
            while (part < ends.length - 1 && tokens.ends()[i] > ends[part]) {
                part++;
            }
            row.add(tokens.ids()[i], segment, tag(text.get(part)));
        }
    }

    private static byte tag(Segment segment) {
        return switch (segment.tag()) {
            case FIXED -> TaggedRow.FIXED;
            case PROMPT -> TaggedRow.PROMPT;
            case RESPONSE -> TaggedRow.RESPONSE;
        };
    }
}
