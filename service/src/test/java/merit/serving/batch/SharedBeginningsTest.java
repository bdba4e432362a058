package merit.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of a model that computes once what several of them begin with. */
@Timeout(300)
class SharedBeginningsTest {
    private static final BatchLimits LIMITS = new BatchLimits(100, 600, Duration.ofDays(1));

    private final CharacterScorer scorer = new CharacterScorer(200).sharing();
    private final List<BatchObserver.Batch> seen = new CopyOnWriteArrayList<>();

    @Test
    void candidatesOfOnePromptTravelTogether() {
        try (ScoreBatcher batcher = new ScoreBatcher(LIMITS, seen::add)) {
            scorer.hold();
            CompletableFuture<BatchedScores> first = batcher.submit(scorer, List.of(row(1, 20, 0)));
            while (scorer.batches().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            // Of two prompts of 60 tokens with answers of 1, 11, 21 and 31 a budget of 100 tokens holds one row by
            // itself, but
            // 60 + 1 + 11 + 21 of one prompt together.
            CompletableFuture<BatchedScores> apples = batcher.submit(scorer, candidates(5));
            CompletableFuture<BatchedScores> pears = batcher.submit(scorer, candidates(9));
            scorer.pass(1000);
            CompletableFuture.allOf(first, apples, pears).join();
        }
        List<List<TokenRow>> computed = scorer.batches();
        assertThat(computed.subList(1, computed.size()))
                .hasSize(4)
                .allMatch(batch ->
                        batch.stream().map(row -> row.ids()[0]).distinct().count() == 1)
                .anyMatch(batch -> batch.size() == 3);
        assertThat(seen.subList(1, seen.size()))
                .as("tokens that were computed")
                .extracting(BatchObserver.Batch::tokens)
                .containsExactlyInAnyOrder(91L, 93L, 91L, 93L);
    }

    private static List<TokenRow> candidates(int prompt) {
        return IntStream.range(0, 4)
                .mapToObj(answer -> row(prompt, 61 + 10 * answer, 100 + 10 * prompt + answer))
                .toList();
    }

    /** Sixty tokens of a prompt, and others of an answer. */
    private static TokenRow row(int prompt, int length, int answer) {
        int[] ids = new int[length];
        Arrays.fill(ids, answer);
        Arrays.fill(ids, 0, Math.min(60, length), prompt);
        return new TokenRow(ids, new int[length], 0, 0);
    }
}
