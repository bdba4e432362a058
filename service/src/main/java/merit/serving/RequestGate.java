package merit.serving;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.WireException;

/** Lets requests in up to a number, and none any more once the server drains. Thread-safe. */
final class RequestGate {
    private final int most;
    private final Runnable full;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int inside;
    private boolean draining;

    /** @param full told of each request that is refused because there are too many; short */
    RequestGate(int most, Runnable full) {
        this.most = most;
        this.full = full;
    }

    /** @throws WireException 429 where there are too many, 503 where the server drains */
    void enter() {
        lock.lock();
        try {
            if (draining) {
                throw WireException.ending();
            }
            if (inside == most) {
                full.run();
                throw new WireException(
                        429,
                        ErrorType.OVERLOADED,
                        "too many requests: found " + inside + " at once, need " + most + " or fewer; try again later",
                        Duration.ofSeconds(1));
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isDraining() {
        lock.lock();
        try {
            return draining;
        } finally {
            lock.unlock();
        }
    }

    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more and waits until all are out; false where that took longer. */
    boolean drain(Duration time) throws InterruptedException {
        lock.lock();
        try {
            draining = true;
            long nanos = time.toNanos();
            while (inside > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
            return inside == 0;
        } finally {
            lock.unlock();
        }
    }
}
