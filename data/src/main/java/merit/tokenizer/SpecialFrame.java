package merit.tokenizer;

/**
 * The control tokens that a tokenizer puts around one text, or around and between two, such as
 * {@code [CLS] first [SEP] second [SEP]}. Read off the tokenizer itself, so that it is right for any post-processor.
 *
 * @param before ids before the first text
 * @param between ids between the two texts; empty for one text
 * @param after ids at the end
 * @param segments segment (token type) of: before, first text, between, second text, after
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record SpecialFrame(int[] before, int[] between, int[] after, Segments segments) {
    /** No control tokens, one segment: around text that holds its own. */
    public static final SpecialFrame NONE =
            new SpecialFrame(new int[0], new int[0], new int[0], new Segments(0, 0, 0, 0, 0));

    /** Segment of each part of the row. The parts of {@code before}, {@code between} and {@code after} are all alike. */
    public record Segments(int before, int first, int between, int second, int after) {}

    /** The same for a model that knows no segments. */
    SpecialFrame inOneSegment() {
        return new SpecialFrame(before, between, after, new Segments(0, 0, 0, 0, 0));
    }

    /** How many control tokens a row holds. */
    public int size() {
        return before.length + between.length + after.length;
    }
}
