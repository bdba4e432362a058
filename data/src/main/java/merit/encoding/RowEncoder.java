package merit.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.tokenizer.SpecialFrame;
import merit.tokenizer.StandingTokens;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Turns conversations into rows of token ids: template, tokenizer, truncation. Whatever a message holds is only text; the
 * control tokens of a row are the tokenizer's own and the template's.
 *
 * <p>Thread-safe. The tokenizer belongs to the caller.
 */
public final class RowEncoder {
    private final Tokenizer tokenizer;
    private final EncodingConfig config;
    private final TemplateText text;
    private final List<String> notes;

    /** @throws IllegalArgumentException where the longest row leaves no room beside control tokens and template */
    public RowEncoder(Tokenizer tokenizer, EncodingConfig config) {
        this.tokenizer = tokenizer;
        this.config = config.with(tokenizer);
        text = new TemplateText(tokenizer);
        requireRoom();
        if (this.config.template() instanceof ChatPrompt chat) {
            notes = new ChatLint(tokenizer, chat, tagged(Conversation.of("a", "b"))).notes();
        } else {
            notes = List.of();
            refuseDoubled(tagged(Conversation.of("a", "a")));
        }
    }

    private void requireRoom() {
        int control = tokenizer.pairFrame().size();
        if (config.maxLength() <= control) {
            throw new IllegalArgumentException("max length: found " + config.maxLength() + ", need at least "
                    + (control + 1) + ": the tokenizer adds " + control + " control tokens to a pair");
        }
        TaggedRow empty = tagged(Conversation.of("", ""));
        if (config.maxLength() <= empty.length()) {
            throw new IllegalArgumentException("max length: found " + config.maxLength() + ", need at least "
                    + (empty.length() + 1) + ": the template "
                    + config.template().name() + " alone takes " + empty.length() + " tokens");
        }
    }

    private void refuseDoubled(TaggedRow row) {
        TokenRow whole = row.cut(Integer.MAX_VALUE, Truncation.PROMPT);
        int last = whole.length() - 1;
        for (int i : new int[] {0, last - 1}) {
            if (last > 0 && row.isControl(i) && row.isControl(i + 1) && whole.id(i) == whole.id(i + 1)) {
                throw new IllegalArgumentException(
                        "template " + config.template().name() + ": found "
                                + tokenizer.decode(new int[] {whole.id(i)})
                                + " twice in a row, since the tokenizer adds it by itself; leave it out of the template");
            }
        }
    }

    /** What a person should know of the template, in sentences. */
    public List<String> notes() {
        return notes;
    }

    /** The {@code tokenizer_config.json} to save beside a model that reads these rows. */
    public byte[] tokenizerConfig() {
        String chat = config.template() instanceof ChatPrompt own ? own.source() : null;
        return tokenizer.configJson(config.maxLength(), chat);
    }

    /** As it was given, with what the template takes from the tokenizer. */
    public EncodingConfig config() {
        return config;
    }

    /**
     * The same encoder with a shorter longest row; itself where it makes none longer.
     *
     * @throws IllegalArgumentException where so few tokens leave no room beside control tokens and template
     */
    public RowEncoder within(int tokens) {
        return tokens >= config.maxLength()
                ? this
                : new RowEncoder(tokenizer, new EncodingConfig(config.template(), tokens, config.truncation()));
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** All that the row of a conversation depends on beside it: two encoders with the same one make the same rows. */
    List<byte[]> key() {
        String settings = StoredRow.VERSION + "\n" + config.maxLength() + "\n" + config.truncation() + "\n"
                + new TreeMap<>(config.template().toMap());
        return List.of(settings.getBytes(StandardCharsets.UTF_8), tokenizer.json(), tokenizerConfig());
    }

    /** The row of a prompt of one turn and its response. */
    public TokenRow encode(String prompt, String response) {
        return encode(Conversation.of(prompt, response));
    }

    /** The row of a conversation whose last message is the response. */
    public TokenRow encode(Conversation conversation) {
        return cut(tagged(conversation));
    }

    /**
     * The same rows of conversations that differ in their last message alone, in order. What a template makes a text of its own of, which
     * no answer can change, is encoded once.
     */
    List<TokenRow> encodeAnswers(List<Conversation> toOnePrompt) {
        PromptTemplate template = config.template();
        boolean apart = toOnePrompt.size() > 1
                && template.isPair()
                && template.renderFirst(toOnePrompt.get(0)).stream()
                        .noneMatch(segment -> segment.tag() == Segment.Tag.RESPONSE);
        if (!apart) {
            return toOnePrompt.stream().map(this::encode).toList();
        }
        TaggedRow begun = begun(toOnePrompt.get(0));
        return toOnePrompt.stream()
                .map(conversation -> cut(ended(begun.copy(), conversation)))
                .toList();
    }

    private TokenRow cut(TaggedRow row) {
        return row.cut(config.maxLength(), config.truncation());
    }

    /**
     * The row of text that stands as it is, without the template; control tokens in it are honoured. With the tokenizer's own
     * control tokens a row that is too long is shortened as transformers would; without them the first text counts as prompt
     * and the second as response, and control tokens at its very ends stay.
     */
    public TokenRow encodeStanding(String first, @Nullable String second, boolean addSpecialTokens) {
        StandingTokens tokens = tokenizer.encodeStanding(first, second, addSpecialTokens);
        TaggedRow row = new TaggedRow();
        int last = tokens.ids().length - 1;
        for (int i = 0; i <= last; i++) {
            boolean control = tokens.parts()[i] == StandingTokens.CONTROL
                    || (!addSpecialTokens
                            && (i == 0 || i == last)
                            && tokenizer.controlTokens().containsValue(tokens.ids()[i]));
            byte tag = tokens.parts()[i] == 1 ? TaggedRow.RESPONSE : TaggedRow.PROMPT;
            row.add(tokens.ids()[i], tokens.segments()[i], control ? TaggedRow.CONTROL : tag);
        }
        TokenRow cut = addSpecialTokens
                ? row.cut(longestFirst(row), tokenizer.cutsStart())
                : row.cut(config.maxLength(), config.truncation());
        return second == null ? cut.withoutResponse() : cut;
    }

    private LongestFirst longestFirst(TaggedRow row) {
        int room = config.maxLength() - row.count(TaggedRow.CONTROL);
        return LongestFirst.of(row.count(TaggedRow.PROMPT), row.count(TaggedRow.RESPONSE), room);
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
        return ended(begun(conversation), conversation);
    }

    /** A row up to the end of its only text, or of the first of two. */
    private TaggedRow begun(Conversation conversation) {
        SpecialFrame frame = frame();
        TaggedRow row = new TaggedRow();
        row.addAll(frame.before(), frame.segments().before(), TaggedRow.CONTROL);
        text.addTo(
                row,
                config.template().renderFirst(conversation),
                frame.segments().first());
        return row;
    }

    /** The same row with all that follows. */
    private TaggedRow ended(TaggedRow row, Conversation conversation) {
        SpecialFrame frame = frame();
        row.addAll(frame.between(), frame.segments().between(), TaggedRow.CONTROL);
        text.addTo(
                row,
                config.template().renderSecond(conversation),
                frame.segments().second());
        row.addAll(frame.after(), frame.segments().after(), TaggedRow.CONTROL);
        return row;
    }

    private SpecialFrame frame() {
        PromptTemplate template = config.template();
        return template.isFramed()
                ? template.isPair() ? tokenizer.pairFrame() : tokenizer.singleFrame()
                : SpecialFrame.NONE;
    }
}
