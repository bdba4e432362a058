package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    @Test
    void likeLengthsTravelTogether() {
        List<int[]> batches = BatchPlan.pack(new int[] {10, 500, 11, 490}, 1000);
        assertThat(batches).containsExactly(new int[] {1, 3}, new int[] {2, 0});
    }

    @Test
    void aFewPaddedTokensAreCheaperThanOneMoreBatch() {
        assertThat(BatchPlan.pack(new int[] {20, 18, 15, 10}, 1000)).hasSize(1);
    }

    @Test
    void aRowLongerThanTheBudgetRidesAlone() {
        assertThat(BatchPlan.pack(new int[] {5, 900, 5}, 100)).containsExactly(new int[] {1}, new int[] {0, 2});
    }

    @Test
    void nothingNeedsNoBatch() {
        assertThat(BatchPlan.pack(new int[0], 10)).isEmpty();
    }

    @Test
    void noBudgetIsRefused() {
        assertThatThrownBy(() -> BatchPlan.pack(new int[] {1}, 0)).hasMessageContaining("token budget: found 0");
    }

    @Test
    void everyRowIsInExactlyOneBatchWithinTheBudget() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            int[] lengths = lengths(random, random.nextInt(60), 200);
            int budget = 1 + random.nextInt(1000);
            List<int[]> batches = BatchPlan.pack(lengths, budget);
            assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, lengths.length).toArray());
            for (int[] batch : batches) {
                assertThat(batch.length == 1 || PaddedTokens.of(lengths, List.of(batch)) <= budget)
                        .isTrue();
            }
            assertThat(BatchPlan.pack(lengths, budget)).containsExactlyElementsOf(batches);
        }
    }

    @Test
    void severalThreadsGetLikeShares() {
        assertThat(sideBySide(2, 2048, 170, 170, 170, 170, 160, 160)).containsExactly(3, 3);
        assertThat(sideBySide(2, 2048, 30, 30)).containsExactly(1, 1);
        assertThat(sideBySide(2, 400, 200, 200, 200, 200, 200, 200))
                .as("not two, two and two")
                .containsExactly(1, 1, 1, 1, 1, 1);
    }

    @Test
    void allThreadsComputeARowThatIsMostOfTheWork() {
        assertThat(sideBySide(2, 2048, 500)).containsExactly(1);
        assertThat(sideBySide(2, 2048, 500, 400)).containsExactly(1, 1);
        assertThat(sideBySide(1, 2048, 170, 170)).containsExactly(2);
    }

    @Test
    void howeverRowsAreSharedEachIsInExactlyOneBatchWithinTheBudget() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int[] lengths = lengths(random, 1 + random.nextInt(40), 200);
            List<int[]> batches = BatchPlan.pack(rows(lengths), PrefixTrees.NONE, 500, 1 + random.nextInt(4));
            assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, lengths.length).toArray());
            assertThat(batches)
                    .allMatch(batch -> batch.length == 1 || PaddedTokens.of(lengths, List.<int[]>of(batch)) <= 500);
        }
    }

    private static List<TokenRow> rows(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> new TokenRow(new int[length], new int[length], 0, 0))
                .toList();
    }

    /** How many rows each batch has, fewest first. */
    private static int[] sideBySide(int lanes, int budget, int... lengths) {
        return BatchPlan.pack(rows(lengths), PrefixTrees.NONE, budget, lanes).stream()
                .mapToInt(batch -> batch.length)
                .sorted()
                .toArray();
    }

    @Test
    void noOtherCutsOfASortedListPadLess() {
        Random random = new Random(2);
        for (int round = 0; round < 100; round++) {
            int[] lengths = lengths(random, 1 + random.nextInt(9), 300);
            long best = Long.MAX_VALUE;
            int[] sorted = IntStream.of(lengths).sorted().toArray();
            for (int cuts = 0; cuts < 1 << (lengths.length - 1); cuts++) {
                best = Math.min(best, cost(sorted, cuts, 600));
            }
            List<int[]> batches = BatchPlan.pack(lengths, 600);
            assertThat(PaddedTokens.of(lengths, batches) + 64L * batches.size()).isEqualTo(best);
        }
    }

    private static long cost(int[] sorted, int cuts, int budget) {
        long total = 0;
        int rows = 0;
        for (int i = 0; i < sorted.length; i++) {
            rows++;
            if (i == sorted.length - 1 || (cuts >> i & 1) == 1) {
                if (rows > 1 && (long) rows * sorted[i] > budget) {
                    return Long.MAX_VALUE;
                }
                total += 64 + (long) rows * sorted[i];
                rows = 0;
            }
        }
        return total;
    }

    private static int[] lengths(Random random, int rows, int longest) {
        return random.ints(rows, 1, longest).toArray();
    }
}
