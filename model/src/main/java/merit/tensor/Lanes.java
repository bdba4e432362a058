package merit.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that compute parts of a whole side by side, each with its share of the cores for one operation. Parts that know nothing of
 * one another gain nearly all of a second core; an operation on two threads gains less, since much of a pass is too small to
 * divide and its threads wait for each other. For the engine thread.
 */
final class Lanes {
    /** More would leave each lane too few rows of a step. */
    private static final int MOST = 4;

    /** Parts begun before the first of them is received, a lane: so none waits while another is slow. */
    private static final int AHEAD = 2;

    private final int count;
    private final ExecutorService threads;

    private Lanes(int count) {
        this.count = count;
        AtomicInteger made = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(count, loop -> {
            Thread thread = new LaneThread(loop, "merit-lane-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static final class LaneThread extends Thread {
        LaneThread(Runnable loop, String name) {
            super(loop, name);
        }
    }

    /** Whether the calling thread is a lane, of whichever lanes. */
    static boolean isHere() {
        return Thread.currentThread() instanceof LaneThread;
    }

    /** How many lanes share this many threads. */
    static int of(int threads) {
        return Math.min(threads, MOST);
    }

    /** Lanes that share this many threads. They change how many the engine gives new threads: set that again afterwards. */
    static Lanes start(int threads) {
        Lanes lanes = new Lanes(of(threads));
        CountDownLatch ready = new CountDownLatch(lanes.count); // so that each thread takes one of the tasks
        List<Future<Boolean>> tasks = new ArrayList<>();
        for (int lane = 0; lane < lanes.count; lane++) {
            tasks.add(lanes.threads.submit(() -> {
                EngineStart.laneThreads(threads / lanes.count);
                ready.countDown();
                ready.await();
                return true;
            }));
        }
        tasks.forEach(Engine::result);
        return lanes;
    }

    /**
     * Computes every part on a lane; nothing of it is running any more when this returns or throws.
     *
     * @param work on a lane, inside no scope
     * @param receive gets what the parts gave, in their order, on this thread; false ends the work
     * @return whether every part was received
     */
    <P, T extends @Nullable Object> boolean each(List<P> parts, Function<P, T> work, Predicate<T> receive) {
        Iterator<P> waiting = parts.iterator();
        Deque<Future<T>> begun = new ArrayDeque<>();
        try {
            while (true) {
                while (begun.size() < AHEAD * count && waiting.hasNext()) {
                    P part = waiting.next();
                    begun.add(threads.submit(() -> work.apply(part)));
                }
                if (begun.isEmpty()) {
                    return true;
                }
                if (!receive.test(Engine.<T, RuntimeException>result(begun.remove()))) {
                    return false;
                }
            }
        } finally {
            begun.forEach(Lanes::end);
        }
    }

    /** Waits for work of which nobody wants to know any more what it gave. */
    private static void end(Future<?> future) {
        try {
            Engine.result(future);
        } catch (RuntimeException e) {
            // the failure that is on its way out came first
        }
    }

    void close() {
        threads.shutdown();
    }
}
