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
    /** What starting one more batch costs, in tokens: below that, padding is cheaper than another pass. */
    private static final int BATCH_COST = 64;

    /** How many times as fast a batch is on all threads as on one, about: far from as many as there are threads. */
    private static final double GAIN_OF_THREADS = 1.3;
    /** Of more rounds than these, one that is not full matters little. */
    private static final int MOST_ROUNDS = 4;

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
        if (tokenBudget < 1) {
            throw new IllegalArgumentException("token budget: found " + tokenBudget + ", need at least 1");
        }
        int[] order = longestFirst(lengths);
        int[] start = bestStarts(order, lengths, tokenBudget);
        List<int[]> batches = new ArrayList<>();
        for (int to = order.length; to > 0; to = start[to]) {
            batches.add(0, Arrays.copyOfRange(order, start[to], to));
        }
        return batches;
    }

    /**
     * The same with rows that share what they begin with: those of a tree travel together, and count the tokens that are computed.
     *
     * @return indices of the rows of each batch, those of a tree one after another
     */
    public static List<int[]> pack(List<TokenRow> rows, PrefixTrees trees, int tokenBudget) {
        return Packed.of(rows, trees, tokenBudget).rows();
    }

    /**
     * The same for several batches that are computed at once, each by one thread: of a few ways to cut the rows, the one that is
     * done first. A single batch is computed by all threads.
     *
     * @param lanes how many batches are computed at once
     */
    public static List<int[]> pack(List<TokenRow> rows, PrefixTrees trees, int tokenBudget, int lanes) {
        Packed best = Packed.of(rows, trees, tokenBudget);
        if (lanes == 1 || rows.size() == 1 || best.batches.size() > MOST_ROUNDS * lanes) {
            return best.rows();
        }
        long total = IntStream.of(best.tokens).asLongStream().sum();
        for (int rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
            for (double room : new double[] {1, 1.1, 1.25}) {
                int budget = (int) Math.min(tokenBudget, 1 + room * total / (lanes * rounds));
                Packed other = Packed.of(rows, trees, budget);
                best = other.cost(lanes) < best.cost(lanes) ? other : best;
            }
        }
        return best.rows();
    }

    /** Trees in batches. */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Packed(List<PrefixTrees.Tree> trees, int[] tokens, List<int[]> batches) {
        static Packed of(List<TokenRow> rows, PrefixTrees trees, int tokenBudget) {
            List<PrefixTrees.Tree> all = trees.of(rows, tokenBudget);
            int[] tokens = all.stream().mapToInt(PrefixTrees.Tree::tokens).toArray();
            return new Packed(all, tokens, pack(tokens, tokenBudget));
        }

        List<int[]> rows() {
            return batches.stream()
                    .map(batch -> IntStream.of(batch)
                            .flatMap(tree -> IntStream.of(trees.get(tree).rows()))
                            .toArray())
                    .toList();
        }

        /** When the last lane is done, each taking the next batch as soon as it is free; in tokens of one thread. */
        double cost(int lanes) {
            double[] done = new double[lanes];
            for (int[] batch : batches) {
                done[0] += BATCH_COST + (double) batch.length * tokens[batch[0]];
                Arrays.sort(done);
            }
            return batches.size() == 1 ? done[lanes - 1] / GAIN_OF_THREADS : done[lanes - 1];
        }
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

    private static int[] longestFirst(int[] lengths) {
        return IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> -lengths[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
