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
    /** {@code prompt}, {@code chosen}, {@code rejected} as texts. */
    PAIR("pairs"),
    /** {@code prompt} and rated {@code candidates}. */
    CANDIDATES("rated candidates"),
    /** {@code prompt} and {@code response}: something to score, with no judgement. */
    RESPONSE("responses");

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
            case RESPONSE -> new ResponseReader();
        };
    }
}
