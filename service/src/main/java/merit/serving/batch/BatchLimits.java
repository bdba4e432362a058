package merit.serving.batch;

import java.time.Duration;

/**
 * How much waits, and how much is computed at once.
 *
 * @param batchTokens the most rows times longest row of a batch; a longer row goes alone
 * @param queueRows the most rows that wait
 * @param queueTime a request is refused where the rows before it would take longer than this, at the rate of the last batches; where
 *     requests have been refused for as long as that, than a share of it, see {@link QueueRoom}
 */
public record BatchLimits(int batchTokens, int queueRows, Duration queueTime) {
    /** A pass of the scorer, a thousand rows, ten seconds. */
    public static final BatchLimits USUAL = new BatchLimits(2048, 4096, Duration.ofSeconds(10));

    public BatchLimits {
        need("batch tokens", batchTokens);
        need("rows in the queue", queueRows);
        need("milliseconds in the queue", queueTime.toMillis());
    }

    private static void need(String what, long found) {
        if (found < 1) {
            throw new IllegalArgumentException(what + ": found " + found + ", need 1 or more");
        }
    }
}
