package merit.tokenizer;

/**
 * The tokens of one text, without control tokens.
 *
 * @param ids [tokens]
 * @param ends where each token ends in the text, exclusive, in {@code char}s, [tokens]
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record TextTokens(int[] ids, int[] ends) {}
