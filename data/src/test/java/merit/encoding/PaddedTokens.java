package merit.encoding;

import java.util.Arrays;
import java.util.List;

/** What batches of rows cost. */
final class PaddedTokens {
    private PaddedTokens() {}

    /** Rows times longest row, over all batches. */
    static long of(int[] lengths, List<int[]> batches) {
        long padded = 0;
        for (int[] batch : batches) {
            int longest = Arrays.stream(batch).map(row -> lengths[row]).max().orElse(0);
            padded += (long) longest * batch.length;
        }
        return padded;
    }

    /** Padded tokens over real ones: 1 where nothing is padded. */
    static double overReal(int[] lengths, List<int[]> batches) {
        return of(lengths, batches) / (double) Arrays.stream(lengths).sum();
    }
}
