package merit.serving.batch;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether a queue has room: by rows, and by how long those that wait will take at the rate of the last batches, so that whoever is let
 * in waits no longer than was promised. One thread at a time.
 */
final class QueueRoom {
    private static final double NEW_RATE_WEIGHT = 0.2;

    private final BatchLimits limits;
    private double tokensPerSecond;

    QueueRoom(BatchLimits limits) {
        this.limits = limits;
    }

    /** A batch took so long. */
    void computed(long tokens, long nanos) {
        double rate = tokens * 1e9 / Math.max(1, nanos);
        tokensPerSecond = tokensPerSecond == 0 ? rate : tokensPerSecond + NEW_RATE_WEIGHT * (rate - tokensPerSecond);
    }

    /** @throws QueueFullException where there is none for so many rows */
    void refuseUnless(FairQueue queue, int rows) {
        double seconds = secondsOfWork(queue);
        if (!queue.isEmpty() && queue.rows() + rows > limits.queueRows()) {
            throw new QueueFullException(
                    "no room: found " + queue.rows() + " rows waiting, need " + rows + " more places of "
                            + limits.queueRows() + "; try again later",
                    wait(seconds));
        }
        double most = limits.queueTime().toMillis() / 1000.0;
        if (seconds > most) {
            String message = String.format(
                    Locale.ROOT,
                    "too busy: found %.1f s of work waiting, need %.1f s or less; try again later",
                    seconds,
                    most);
            throw new QueueFullException(message, wait(seconds - most));
        }
    }

    private static Duration wait(double seconds) {
        return Duration.ofSeconds(Math.max(1, (long) Math.ceil(seconds)));
    }

    /** 0 as long as no batch has shown the rate. */
    private double secondsOfWork(FairQueue queue) {
        return tokensPerSecond == 0 ? 0 : queue.tokens() / tokensPerSecond;
    }
}
