package merit.encoding;

import java.util.Arrays;

/**
 * One tokenised conversation, special tokens included, without padding. Two rows with the same ids and segments, and the same tokens
 * of the response, are equal, whatever was cut from them, so that each distinct row is computed once.
 */
public final class TokenRow {
    /** Where nobody said which tokens are the response's. */
    public static final int UNKNOWN = -1;

    private final int[] ids;
    private final int[] segments;
    private final int truncatedPromptTokens;
    private final int truncatedResponseTokens;
    private final int responseStart;

    /** A row of which nobody said which tokens are the response's. */
    public TokenRow(int[] ids, int[] segments, int truncatedPromptTokens, int truncatedResponseTokens) {
        this(ids, segments, truncatedPromptTokens, truncatedResponseTokens, UNKNOWN);
    }

    /**
     * @param ids token ids, [tokens]
     * @param segments segment (token type) of each, [tokens]
     * @param truncatedPromptTokens how many of the prompt's tokens were cut
     * @param truncatedResponseTokens how many of the response's tokens were cut
     * @param responseStart position of the response's first token, see {@link #responseStart()}
     */
    public TokenRow(
            int[] ids, int[] segments, int truncatedPromptTokens, int truncatedResponseTokens, int responseStart) {
        if (ids.length != segments.length) {
            throw new IllegalArgumentException(
                    "a row has one segment a token: found " + ids.length + " ids, " + segments.length + " segments");
        }
        this.ids = ids.clone();
        this.segments = segments.clone();
        this.truncatedPromptTokens = truncatedPromptTokens;
        this.truncatedResponseTokens = truncatedResponseTokens;
        this.responseStart = responseStart;
    }

    /** The same row, of which nobody said which tokens are the response's. */
    TokenRow withoutResponse() {
        return new TokenRow(ids, segments, truncatedPromptTokens, truncatedResponseTokens);
    }

    /** How many tokens the model reads. */
    public int length() {
        return ids.length;
    }

    public int id(int position) {
        return ids[position];
    }

    public int segment(int position) {
        return segments[position];
    }

    /** A copy of the ids. */
    public int[] ids() {
        return ids.clone();
    }

    /** A copy of the segments. */
    public int[] segments() {
        return segments.clone();
    }

    public int truncatedPromptTokens() {
        return truncatedPromptTokens;
    }

    public int truncatedResponseTokens() {
        return truncatedResponseTokens;
    }

    /**
     * Where the response begins, to which all that follows belongs, control tokens that end it too; the row's last token where
     * nothing is left of it; {@link #UNKNOWN} for text that stands as it is.
     */
    public int responseStart() {
        return responseStart;
    }

    public int truncatedTokens() {
        return truncatedPromptTokens + truncatedResponseTokens;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenRow row
                && responseStart == row.responseStart
                && Arrays.equals(ids, row.ids)
                && Arrays.equals(segments, row.segments);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(segments);
    }

    @Override
    public String toString() {
        return "TokenRow[" + ids.length + " tokens]";
    }
}
