package merit.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ScoreBatcherTest {
    private static final BatchLimits LIMITS = new BatchLimits(100, 600, Duration.ofDays(1));

    private final CharacterScorer scorer = new CharacterScorer(200);
    private final List<BatchObserver.Batch> seen = new CopyOnWriteArrayList<>();
    private final ScoreBatcher batcher = new ScoreBatcher(LIMITS, seen::add);

    @AfterEach
    void close() {
        scorer.pass(1000);
        batcher.close();
    }

    @Test
    void rowsComeBackInTheirOrderWithTheScoresTheyHaveAlone() throws Exception {
        List<TokenRow> rows = rows(40, 3, 17, 90, 1, 40);
        assertThat(values(batcher.submit(scorer, rows))).isEqualTo(alone(rows));
    }

    @Test
    void whatComesWhileABatchIsComputedTravelsTogether() throws Exception {
        CompletableFuture<BatchedScores> first = held();
        List<CompletableFuture<BatchedScores>> others = IntStream.range(0, 5)
                .mapToObj(i -> batcher.submit(scorer, rows(10)))
                .toList();
        scorer.pass(2);
        for (CompletableFuture<BatchedScores> other : others) {
            other.get();
        }
        assertThat(first).isDone();
        assertThat(scorer.batches()).hasSize(2);
        assertThat(scorer.batches().get(1)).hasSize(5);
    }

    @Test
    void oneRowDoesNotWaitForTheFiveHundredAndTwelveOfAnother() throws Exception {
        hold();
        CompletableFuture<BatchedScores> many = batcher.submit(
                scorer, rows(IntStream.generate(() -> 50).limit(512).toArray()));
        CompletableFuture<BatchedScores> one = batcher.submit(scorer, rows(50));
        scorer.pass(2);
        one.get();
        assertThat(many).isNotDone();
        assertThat(batcher.queuedRows()).isGreaterThan(500);
    }

    @Test
    void manyRowsDoNotWaitForAnEndlessStreamOfSingleOnes() {
        hold();
        CompletableFuture<BatchedScores> many = batcher.submit(scorer, rows(50, 50, 50, 50));
        for (int i = 0; i < 20 && !many.isDone(); i++) {
            queue(50);
            queue(50);
            int computed = seen.size();
            scorer.pass(1);
            await(() -> seen.size() > computed);
        }
        assertThat(many).isDone();
    }

    @Test
    void batchesStayWithinTheirTokensAndHoldRowsOfLikeLength() throws Exception {
        hold();
        int[] lengths = IntStream.range(0, 60).map(i -> i % 2 == 0 ? 10 : 45).toArray();
        CompletableFuture<BatchedScores> all = batcher.submit(scorer, rows(lengths));
        scorer.pass(1000);
        all.get();
        close();
        assertThat(seen).allMatch(batch -> batch.paddedTokens() <= 100 || batch.rows() == 1);
        long tokens = seen.stream().mapToLong(BatchObserver.Batch::tokens).sum();
        long padded = seen.stream().mapToLong(BatchObserver.Batch::paddedTokens).sum();
        assertThat((double) padded / tokens).isLessThan(1.05);
    }

    @Test
    void rowsOfTwoModelsNeverTravelTogether() throws Exception {
        CharacterScorer other = new CharacterScorer(200);
        hold();
        CompletableFuture<BatchedScores> mine = batcher.submit(scorer, rows(10, 11));
        CompletableFuture<BatchedScores> theirs = batcher.submit(other, rows(12, 13));
        scorer.pass(10);
        mine.get();
        theirs.get();
        assertThat(other.batches()).containsExactly(rows(13, 12));
    }

    @Test
    void aCancelledRequestLeavesTheQueueAndIsNeverComputed() {
        hold();
        CompletableFuture<BatchedScores> left = batcher.submit(scorer, rows(33, 34));
        assertThat(batcher.queuedRows()).isEqualTo(2);
        left.cancel(false);
        assertThat(batcher.queuedRows()).isZero();
        scorer.pass(10);
        batcher.close();
        assertThat(scorer.batches()).hasSize(1);
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() {
        hold();
        queue(IntStream.generate(() -> 1).limit(599).toArray());
        assertThatThrownBy(() -> batcher.submit(scorer, rows(1, 2)))
                .isInstanceOf(QueueFullException.class)
                .hasMessage("no room: found 599 rows waiting, need 2 more places of 600; try again later")
                .satisfies(e -> assertThat(((QueueFullException) e).retryAfter())
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        queue(1);
    }

    @Test
    void workThatWouldTakeTooLongIsRefused() throws Exception {
        try (ScoreBatcher hasty = new ScoreBatcher(new BatchLimits(100, 1_000_000, Duration.ofMillis(1)), seen::add)) {
            CompletableFuture<BatchedScores> first = hasty.submit(scorer, rows(50));
            first.get();
            scorer.hold();
            CompletableFuture<BatchedScores> second = hasty.submit(scorer, rows(50));
            await(() -> scorer.batches().size() == 2);
            assertThatThrownBy(() -> {
                        while (true) {
                            var unused = hasty.submit(scorer, rows(200, 200, 200));
                        }
                    })
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageMatching(
                            "too busy: found [\\d.]+ s of work waiting, need 0.0 s or less; try again later");
            assertThat(second).isNotDone();
            scorer.pass(1000);
        }
    }

    @Test
    void aRowThatCannotBeComputedFailsItsOwnRequestAlone() throws Exception {
        hold();
        CompletableFuture<BatchedScores> bad = batcher.submit(scorer, List.of(row("BOOM")));
        CompletableFuture<BatchedScores> good = batcher.submit(scorer, rows(4));
        scorer.pass(10);
        assertThat(values(good)).isEqualTo(alone(rows(4)));
        assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class).hasMessageContaining("found BOOM");
    }

    @Test
    void closingComputesWhatWaitsAndTakesNoMore() throws Exception {
        hold();
        CompletableFuture<BatchedScores> waiting = batcher.submit(scorer, rows(5, 6));
        scorer.pass(10);
        batcher.close();
        assertThat(waiting.getNow(null).scores()).hasSize(2);
        assertThatThrownBy(() -> batcher.submit(scorer, rows(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tasksRunBetweenBatchesAndAlsoAfterTheEnd() throws Exception {
        CompletableFuture<Integer> between = new CompletableFuture<>();
        hold();
        batcher.betweenBatches(() -> between.complete(seen.size()));
        assertThat(between).isNotDone();
        scorer.pass(1);
        assertThat(between.get()).isEqualTo(1);
        batcher.close();
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        batcher.betweenBatches(() -> after.complete(true));
        assertThat(after).isDone();
    }

    @Test
    void anErrorBetweenBatchesEndsNeitherTheThreadNorWhatComesAfter() throws Exception {
        batcher.betweenBatches(() -> {
            throw new LinkageError("of a task");
        });
        assertThat(batcher.submit(scorer, rows(5)).get().scores()).hasSize(1);
    }

    private CompletableFuture<BatchedScores> held() {
        scorer.hold();
        CompletableFuture<BatchedScores> first = batcher.submit(scorer, rows(20));
        await(() -> scorer.batches().size() == 1);
        return first;
    }

    private void queue(int... lengths) {
        var unused = batcher.submit(scorer, rows(lengths));
    }

    /** A first batch that is being computed until it is let pass. */
    private void hold() {
        var unused = held();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new IllegalStateException("interrupted while waiting");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<TokenRow> rows(int... lengths) {
        return IntStream.of(lengths).mapToObj(length -> row("x".repeat(length))).toList();
    }

    private TokenRow row(String text) {
        return scorer.encode(new ScoreInput.Text(text, null, true));
    }

    private List<Double> alone(List<TokenRow> rows) {
        List<Double> values = new ArrayList<>();
        for (TokenRow row : rows) {
            values.add(new CharacterScorer(200).scoreRows(List.of(row)).get(0).value());
        }
        return values;
    }

    private static List<Double> values(CompletableFuture<BatchedScores> scores) throws Exception {
        return scores.get().scores().stream().map(Score::value).toList();
    }
}
