package merit.serving.batch;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a queue has room: by rows, and by how long those that wait will take at the rate of the last batches, so that whoever is let
 * in waits no longer than was promised. Thread-safe, but for the queue that it is shown.
 *
 * <p>A burst has the whole of the queue's time to wait in. Where requests have been refused for as long as that, the load is more than a
 * burst, and a full queue only makes all that is answered late: then what may wait falls by half a second a second to a twentieth of the
 * queue's time, and the engine still has work at hand, as much is answered, and whoever comes after the load is answered at once. Once
 * nobody has been refused for two seconds it is the whole again. The idea is that of a controlled delay (B. Maurer, "Fail at Scale", ACM
 * Queue 13(8), 2015), but for the sign of overload: refusals, since clients that wait for their answers may keep a queue from ever being
 * empty without being too many.
 */
final class QueueRoom {
    private static final double NEW_RATE_WEIGHT = 0.2;
    private static final double CALM_SECONDS = 2;
    private static final double FALL_PER_SECOND = 0.5;
    private static final double LEAST_SHARE = 0.05;

    private final BatchLimits limits;
    private final LongSupplier clock;
    private double tokensPerSecond;
    private boolean refusing;
    private long firstRefused;
    private long lastRefused;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    QueueRoom(BatchLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** A batch took so long. */
    synchronized void computed(long tokens, long nanos) {
        double rate = tokens * 1e9 / Math.max(1, nanos);
        tokensPerSecond = tokensPerSecond == 0 ? rate : tokensPerSecond + NEW_RATE_WEIGHT * (rate - tokensPerSecond);
    }

    /** @throws QueueFullException where there is none for so many rows */
    synchronized void refuseUnless(FairQueue queue, int rows) {
        QueueFullException refusal = refusal(queue, rows);
        if (refusal != null) {
            refused();
            throw refusal;
        }
    }

    /** A request is refused, here or before it came this far. */
    synchronized void refused() {
        long now = clock.getAsLong();
        firstRefused = isRefusing(now) ? firstRefused : now;
        lastRefused = now;
        refusing = true;
    }

    private boolean isRefusing(long now) {
        return refusing && seconds(now - lastRefused) <= CALM_SECONDS;
    }

    private @Nullable QueueFullException refusal(FairQueue queue, int rows) {
        double seconds = secondsOfWork(queue);
        if (!queue.isEmpty() && queue.rows() + rows > limits.queueRows()) {
            String message = "no room: found " + queue.rows() + " rows waiting, need " + rows + " more places of "
                    + limits.queueRows() + "; try again later";
            return new QueueFullException(message, wait(seconds));
        }
        double most = mostSeconds();
        if (seconds > most) {
            String message = String.format(
                    Locale.ROOT,
                    "too busy: found %.1f s of work waiting, need %.1f s or less; try again later",
                    seconds,
                    most);
            return new QueueFullException(message, wait(seconds - most));
        }
        return null;
    }

    /** What those that wait may take. */
    private double mostSeconds() {
        long now = clock.getAsLong();
        double whole = limits.queueTime().toMillis() / 1000.0;
        double beyondBurst = isRefusing(now) ? seconds(now - firstRefused) - whole : 0;
        return Math.min(whole, Math.max(LEAST_SHARE * whole, whole - FALL_PER_SECOND * beyondBurst));
    }

    private static Duration wait(double seconds) {
        return Duration.ofSeconds(Math.max(1, (long) Math.ceil(seconds)));
    }

    /** 0 as long as no batch has shown the rate. */
    private double secondsOfWork(FairQueue queue) {
        return tokensPerSecond == 0 ? 0 : queue.tokens() / tokensPerSecond;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
