package merit.encoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which rows travel together. Rows of like length do, so that little is padded; a batch costs rows times its longest row,
 * and stays within a budget of such tokens. Deterministic; stateless.
 */
public final class BatchPlan {
    /** What starting one more batch costs, in tokens: below that, padding is cheaper than another pass. */
    private static final int BATCH_COST = 64;

    private BatchPlan() {}

    /**
     * Packs rows into batches. Every row is in exactly one; a row longer than the budget rides alone. The longest come
     * first, so that a batch too large for memory shows at once. Among rows in order of length the cuts are those of least
     * padding, each batch counted as 64 tokens more.
     *
     * @param lengths tokens of each row
     * @param tokenBudget the most that rows times longest row may be in a batch
     * @return indices of the rows of each batch
     */
    public static List<int[]> pack(int[] lengths, int tokenBudget) {
        return pack(IntStream.range(0, lengths.length).toArray(), lengths, tokenBudget);
    }

    private static List<int[]> pack(int[] rows, int[] lengths, int tokenBudget) {
        if (tokenBudget < 1) {
            throw new IllegalArgumentException("token budget: found " + tokenBudget + ", need at least 1");
        }
        int[] order = longestFirst(rows, lengths);
        int[] start = bestStarts(order, lengths, tokenBudget);
        List<int[]> batches = new ArrayList<>();
        for (int to = order.length; to > 0; to = start[to]) {
            batches.add(0, Arrays.copyOfRange(order, start[to], to));
        }
        return batches;
    }

    /** For each end of a batch, where the batch that ends there starts; by dynamic programming over the ordered rows. */
    private static int[] bestStarts(int[] order, int[] lengths, int tokenBudget) {
        long[] cost = new long[order.length + 1];
        int[] start = new int[order.length + 1];
        Arrays.fill(cost, 1, cost.length, Long.MAX_VALUE);
        for (int from = 0; from < order.length; from++) {
            int longest = Math.max(1, lengths[order[from]]);
            int most = Math.min(order.length - from, Math.max(1, tokenBudget / longest));
            for (int rows = 1; rows <= most; rows++) {
                long total = cost[from] + BATCH_COST + (long) rows * longest;
                if (total < cost[from + rows]) {
                    cost[from + rows] = total;
                    start[from + rows] = from;
                }
            }
        }
        return start;
    }

    private static int[] longestFirst(int[] rows, int[] lengths) {
        return Arrays.stream(rows)
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> -lengths[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Splits a training step into micro-steps of whole groups, since a loss needs all scores of its group at once. Groups of
     * like length go together; a row that stands in several groups of a micro-step is computed once.
     *
     * @param groups for each group the indices of its rows: a prompt with its answers, or a pair
     * @param lengths tokens of each row
     * @param tokenBudget the most padded tokens of a micro-step, over all its batches; a larger group goes alone
     */
    public static List<MicroStep> microSteps(List<int[]> groups, int[] lengths, int tokenBudget) {
        List<MicroStep> steps = new ArrayList<>();
        List<Integer> members = new ArrayList<>();
        Set<Integer> rows = new LinkedHashSet<>();
        for (int group : longestFirst(IntStream.range(0, groups.size()).toArray(), longestRows(groups, lengths))) {
            Set<Integer> wider = new LinkedHashSet<>(rows);
            Arrays.stream(groups.get(group)).forEach(wider::add);
            if (!members.isEmpty() && step(members, wider, lengths, tokenBudget).paddedTokens() > tokenBudget) {
                steps.add(step(members, rows, lengths, tokenBudget));
                members = new ArrayList<>();
                wider.clear();
                Arrays.stream(groups.get(group)).forEach(wider::add);
            }
            members.add(group);
            rows = wider;
        }
        if (!members.isEmpty()) {
            steps.add(step(members, rows, lengths, tokenBudget));
        }
        return steps;
    }

    private static MicroStep step(List<Integer> groups, Set<Integer> rows, int[] lengths, int tokenBudget) {
        int[] members = rows.stream().mapToInt(Integer::intValue).toArray();
        List<int[]> batches = pack(members, lengths, tokenBudget);
        return new MicroStep(List.copyOf(groups), batches, paddedTokens(lengths, batches));
    }

    private static int[] longestRows(List<int[]> groups, int[] lengths) {
        return groups.stream()
                .mapToInt(group ->
                        Arrays.stream(group).map(row -> lengths[row]).max().orElse(0))
                .toArray();
    }

    /** Rows times longest row, over all batches. */
    public static long paddedTokens(int[] lengths, List<int[]> batches) {
        long padded = 0;
        for (int[] batch : batches) {
            int longest = Arrays.stream(batch).map(row -> lengths[row]).max().orElse(0);
            padded += (long) longest * batch.length;
        }
        return padded;
    }

    /** Padded tokens over real tokens: 1 where nothing is padded. */
    public static double paddedToReal(int[] lengths, List<int[]> batches) {
        long real = batches.stream()
                .flatMapToInt(Arrays::stream)
                .mapToLong(row -> lengths[row])
                .sum();
        return real == 0 ? 1 : (double) paddedTokens(lengths, batches) / real;
    }
}
