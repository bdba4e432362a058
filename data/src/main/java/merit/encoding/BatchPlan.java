package merit.encoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows travel together. Rows of like length do, so that little is padded; a batch costs rows times its longest row,
 * and stays within a budget of such tokens. Deterministic; stateless.
 */
public final class BatchPlan {
    private BatchPlan() {}

    /**
     * Packs rows into batches. Every row is in exactly one; a row longer than the budget rides alone. The longest come
     * first, so that a batch too large for memory shows at once.
     *
     * @param lengths tokens of each row
     * @param tokenBudget the most that rows times longest row may be in a batch
     * @return indices of the rows of each batch
     */
    public static List<int[]> pack(int[] lengths, int tokenBudget) {
        if (tokenBudget < 1) {
            throw new IllegalArgumentException("token budget: found " + tokenBudget + ", need at least 1");
        }
        int[] order = byLength(lengths);
        List<int[]> batches = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int longest = Math.max(1, lengths[order[from]]);
            int to = Math.min(order.length, from + Math.max(1, tokenBudget / longest));
            batches.add(Arrays.copyOfRange(order, from, to));
            from = to;
        }
        return batches;
    }

    private static int[] byLength(int[] lengths) {
        return IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -lengths[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Padded tokens over real tokens: 1 where nothing is padded. */
    public static double paddedToReal(int[] lengths, List<int[]> batches) {
        long padded = 0;
        long real = 0;
        for (int[] batch : batches) {
            int longest = 0;
            for (int row : batch) {
                longest = Math.max(longest, lengths[row]);
                real += lengths[row];
            }
            padded += (long) longest * batch.length;
        }
        return real == 0 ? 1 : (double) padded / real;
    }
}
