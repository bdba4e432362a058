package merit.preference.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import merit.preference.Pairing;

/** The shapes of preference rows that are read, in the order in which they are tried. */
public enum Format {
    /** {@code chosen} and {@code rejected} hold whole dialogues after {@code \n\nHuman:} and {@code \n\nAssistant:}. */
    HH("HH transcripts"),
    /** {@code chosen} and {@code rejected} are lists of messages; {@code prompt} too, or it is implicit. */
    MESSAGES("message lists"),
    /** {@code prompt}, {@code chosen}, {@code rejected} as texts: also TRL's, and synthetic-instruct-gptj-pairwise. */
    PAIR("pairs"),
    /** {@code prompt} and rated {@code candidates}. */
    CANDIDATES("rated candidates"),
    /** UltraFeedback: {@code instruction} and annotated {@code completions}. */
    ULTRAFEEDBACK("UltraFeedback rows"),
    /** Open Assistant trees: {@code prompt} with {@code replies} in ranks. */
    OASST("Open Assistant trees"),
    /** Open Assistant messages, one a row, with {@code parent_id}. */
    OASST_MESSAGES("Open Assistant messages"),
    /** HelpSteer2 and 3 preferences: two responses and a strength from -3 to 3. */
    HELPSTEER_PREFERENCE("HelpSteer preferences"),
    /** {@code prompt} and {@code responses}, best first or with ranks. */
    RANKED("ranked lists"),
    /** HelpSteer: one response a row with {@code helpfulness} and four other attributes. */
    HELPSTEER("HelpSteer rows"),
    /** {@code prompt} and {@code response}: something to score, with no judgement. */
    RESPONSE("responses"),
    /** {@code text}, or {@code text} and {@code pair}: something to score as it stands. */
    TEXT("texts");

    private final String title;

    Format(String title) {
        this.title = title;
    }

    /** As it is named on the command line: {@code hh}, {@code pair}, {@code candidates}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As it is named in a sentence: {@code HH transcripts}. */
    public String title() {
        return title;
    }

    /** Every label, for help and messages. */
    public static String labels() {
        return Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", "));
    }

    /**
     * The format of a label.
     *
     * @throws IllegalArgumentException where there is none, naming those that there are
     */
    public static Format of(String label) {
        String wanted = label.toLowerCase(Locale.ROOT).replace('_', '-');
        for (Format format : values()) {
            if (format.label().equals(wanted)) {
                return format;
            }
        }
        throw new IllegalArgumentException("--format: found " + label + ", need one of " + labels());
    }

    FormatReader reader(Pairing pairing) {
        return switch (this) {
            case HH -> new TranscriptReader();
            case MESSAGES -> new MessageListReader();
            case PAIR -> new PairReader();
            case CANDIDATES -> new CandidateReader(pairing);
            case ULTRAFEEDBACK -> new UltraFeedbackReader(pairing);
            case OASST -> new TreeReader(pairing);
            case OASST_MESSAGES -> new TreeMessageReader(pairing);
            case HELPSTEER_PREFERENCE -> new HelpSteerPreferenceReader();
            case RANKED -> new RankedReader(pairing);
            case HELPSTEER -> new HelpSteerReader(pairing);
            case RESPONSE -> new ResponseReader();
            case TEXT -> new TextReader();
        };
    }
}
