package merit.tokenizer;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face fast tokenizer, from its {@code tokenizer.json}. Padding and truncation that the file asks for are put
 * aside: rows are cut by {@code merit.encoding}, with knowledge of what is prompt and what is answer.
 *
 * <p>It reads text in two ways. {@link #encode}: the text is only text, and a control token written out in it, such as
 * {@code [SEP]}, is encoded like any other characters, so that nobody can steer the model from inside a message.
 * {@link #encodeStanding}: the text stands as it is, tokenised as transformers would, control tokens honoured.
 *
 * <p>Thread-safe. Owns native memory: close it, once nothing encodes any more. Where it has several holders each closes it.
 */
public final class Tokenizer implements AutoCloseable {
    /** The name of the chat template that is taken where nobody asks for another. */
    public static final String DEFAULT_CHAT_TEMPLATE = "default";

    private final byte[] json;
    private final byte @Nullable [] configJson;
    private final TokenizerSettings settings;
    private final NativeTokenizer standing;
    private final NativeTokenizer textOnly;
    private final Map<String, Integer> controlTokens;
    private final Map<String, String> unwritable;
    private final Map<SpecialToken, Integer> specials = new EnumMap<>(SpecialToken.class);
    private final Map<SpecialToken, String> specialNames = new EnumMap<>(SpecialToken.class);
    private final AtomicInteger holders = new AtomicInteger(1);
    private final int vocabularySize;
    private final SpecialFrame single;
    private final SpecialFrame pair;

    private Tokenizer(byte[] json, byte @Nullable [] configJson) {
        this.json = json.clone();
        this.configJson = configJson == null ? null : configJson.clone();
        settings = TokenizerSettings.read(configJson);
        TokenizerFile file = new TokenizerFile(json);
        vocabularySize = file.vocabularySize();
        controlTokens = Map.copyOf(file.controlTokens());
        unwritable = Map.copyOf(file.unwritable());
        findSpecials(file);
        standing = new NativeTokenizer(file.unpadded());
        try {
            single = segmented(FrameProbe.single(standing));
            pair = segmented(FrameProbe.pair(standing));
            textOnly = new NativeTokenizer(file.textOnly());
        } catch (RuntimeException e) {
            standing.close();
            throw e;
        }
    }

    /**
     * Opens a {@code tokenizer.json}, or the tokenizer of a folder, with the {@code tokenizer_config.json} beside it if there is
     * one.
     *
     * @throws IllegalArgumentException where there is no such file, or it is not a tokenizer's
     */
    public static Tokenizer open(Path fileOrFolder) throws IOException {
        TokenizerFolder files;
        try {
            files = TokenizerFolder.of(fileOrFolder);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "no tokenizer: found no file " + fileOrFolder + ", need the tokenizer.json of a fast tokenizer", e);
        }
        try {
            return of(files.json(), files.config());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(fileOrFolder + ": " + e.getMessage(), e);
        }
    }

    /**
     * The same tokenizer with this padding token, a control token, which gets the next free id where it is new. The caller owns
     * both.
     *
     * @throws IllegalArgumentException where the token is there and is no control token
     */
    public Tokenizer withPadding(String token) {
        PaddingToken padding = PaddingToken.of(json, token);
        Tokenizer padded = new Tokenizer(padding.tokenizerJson(json), padding.configJson(configJson));
        int[] found = padded.encodeStanding(token, null, false).ids();
        if (found.length == 1 && found[0] == padding.id()) {
            return padded;
        }
        padded.close();
        throw new IllegalArgumentException("tokenizer.json: no padding token \"" + token + "\" can be added: found ids "
                + Arrays.toString(found) + ", need " + padding.id() + "; its ids have holes: add one with Python");
    }

    /** The tokenizer of a {@code tokenizer.json}'s bytes. */
    public static Tokenizer of(byte[] json) {
        return of(json, null);
    }

    /** The tokenizer of a {@code tokenizer.json}'s bytes, and of a {@code tokenizer_config.json}'s where there is one. */
    public static Tokenizer of(byte[] json, byte @Nullable [] configJson) {
        return new Tokenizer(json, configJson);
    }

    /** The same tokenizer for one more holder. */
    public Tokenizer again() {
        holders.incrementAndGet();
        return this;
    }

    /** Ids of a text that is only text; no control tokens are added. */
    public int[] encode(String text) {
        return textOnly.ids(text, false);
    }

    /** {@link #encode}, with where each token ends: for a text of which one must know what each token belongs to. */
    public TextTokens encodeWithEnds(String text) {
        NativeTokenizer.Encoded encoded = textOnly.encode(text, null, false, true);
        return TextTokens.of(text, encoded.ids(), encoded.spans());
    }

    /**
     * Tokens of text that stands as it is, as transformers would encode it.
     *
     * @param second the second text of a pair, or null
     * @param addSpecialTokens whether to add the tokenizer's own control tokens
     */
    public StandingTokens encodeStanding(String first, @Nullable String second, boolean addSpecialTokens) {
        NativeTokenizer.Encoded encoded = standing.encode(first, second, addSpecialTokens, false);
        int[] segments = settings.readsSegments() ? encoded.segments() : new int[encoded.ids().length];
        return new StandingTokens(encoded.ids(), segments, encoded.sequences());
    }

    private SpecialFrame segmented(SpecialFrame frame) {
        return settings.readsSegments() ? frame : frame.inOneSegment();
    }

    /** Whether text that is too long loses its start, as {@code truncation_side} says, and not its end. */
    public boolean cutsStart() {
        return settings.cutsStart();
    }

    /** The control tokens around one text. */
    public SpecialFrame singleFrame() {
        return single;
    }

    /** The control tokens around and between two texts. */
    public SpecialFrame pairFrame() {
        return pair;
    }

    /** The text of a row of ids, for people to read. */
    public String decode(int[] ids) {
        return standing.decode(ids, false);
    }

    /** The id of the token that plays this part, or empty where none does. */
    public OptionalInt id(SpecialToken token) {
        Integer id = specials.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The id to pad with: the padding token's, else the end-of-text token's, else 0. Padding is masked, whatever its id. */
    public int padId() {
        return id(SpecialToken.PAD).orElse(id(SpecialToken.EOS).orElse(0));
    }

    /** Control tokens by their text, with their ids. */
    public Map<String, Integer> controlTokens() {
        return controlTokens;
    }

    /** What stands for a control token in a text that is given to {@link #encodeWithEnds}: no person can write it. */
    public String unwritable(String controlToken) {
        return unwritable.getOrDefault(controlToken, controlToken);
    }

    /** The tokens that play a part, as chat templates know them: {@code bos_token}, {@code eos_token}, ... */
    public Map<String, String> specialTokens() {
        Map<String, String> named = new TreeMap<>();
        specialNames.forEach((token, text) -> named.put(token.configKey(), text));
        return named;
    }

    /** Chat templates in Jinja by their names; one alone is the {@value #DEFAULT_CHAT_TEMPLATE}. */
    public Map<String, String> chatTemplates() {
        return settings.chatTemplates();
    }

    /** How many rows the model's embedding table needs: one more than the highest id. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** The longest row that the model was made for, where {@code tokenizer_config.json} says so. */
    public OptionalInt modelMaxLength() {
        return settings.modelMaxLength();
    }

    /** The bytes that it was opened from, to save beside the model. */
    public byte[] json() {
        return json.clone();
    }

    /**
     * The {@code tokenizer_config.json} that it was opened with, to save beside the model; made where there was none.
     *
     * @param modelMaxLength the longest row, written where there was none
     * @param chatTemplate in Jinja, in place of what there was; null for that
     */
    public byte[] configJson(int modelMaxLength, @Nullable String chatTemplate) {
        boolean segments = pair.segments().second() != pair.segments().first();
        byte[] settled = configJson == null
                ? TokenizerSettings.write(specialNames, modelMaxLength, segments)
                : configJson.clone();
        return chatTemplate == null ? settled : ChatTemplateFiles.with(settled, chatTemplate);
    }

    private void findSpecials(TokenizerFile file) {
        for (SpecialToken token : SpecialToken.values()) {
            String named = settings.names().get(token);
            Iterable<String> candidates = named == null ? token.usualNames() : Arrays.asList(named);
            for (String name : candidates) {
                OptionalInt id = named == null ? file.controlId(name) : file.id(name);
                if (id.isPresent() && !specials.containsKey(token)) {
                    specials.put(token, id.getAsInt());
                    specialNames.put(token, name);
                }
            }
        }
        if (!specials.containsKey(SpecialToken.PAD) && file.paddingId().isPresent()) {
            specials.put(SpecialToken.PAD, file.paddingId().getAsInt());
        }
    }

    @Override
    public void close() {
        if (holders.decrementAndGet() <= 0) {
            standing.close();
            textOnly.close();
        }
    }
}
