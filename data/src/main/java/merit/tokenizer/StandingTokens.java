package merit.tokenizer;

/**
 * The tokens of text that stands as it is, control tokens included.
 *
 * @param ids [tokens]
 * @param segments segment (token type), [tokens]
 * @param parts {@link #CONTROL} where the tokenizer added the token, else 0 in the first text and 1 in the second, [tokens]
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record StandingTokens(int[] ids, int[] segments, int[] parts) {
    public static final int CONTROL = -1;
}
