package merit.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one text, without control tokens.
 *
 * @param ids [tokens]
 * @param ends where each token ends in the text, exclusive, in {@code char}s, [tokens]
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record TextTokens(int[] ids, int[] ends) {
    /** @param spans of the tokens, in code points; a token without one ends where the one before does */
    static TextTokens of(String text, int[] ids, CharSpan @Nullable [] spans) {
        int[] ends = new int[ids.length];
        int points = 0;
        int chars = 0;
        for (int i = 0; spans != null && i < ends.length; i++) {
            int end = spans[i] == null ? points : spans[i].getEnd();
            chars = text.offsetByCodePoints(chars, end - points);
            points = end;
            ends[i] = chars;
        }
        return new TextTokens(ids, ends);
    }
}
