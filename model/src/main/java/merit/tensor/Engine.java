package merit.tensor;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Starts libtorch in an ordinary JVM and owns the threads that compute: every other calling thread would otherwise get a team of
 * OpenMP threads of its own, and tensors made on another thread belong to no {@link TensorScope}. One engine thread does the work
 * and may have parts of it done {@linkplain #sideBySide side by side}.
 *
 * <p>JavaCPP reads its settings when its first class loads, so this class names no {@code org.bytedeco} class: {@link
 * #start()} sets them and then hands over to {@link EngineStart}. Thread-safe.
 */
public final class Engine {
    private static final Object LOCK = new Object();
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(Engine::engineThread);

    private static volatile boolean started;
    private static @Nullable String failure;
    private static @Nullable Thread thread;
    private static @Nullable Lanes lanes; // for the engine thread
    private static volatile int wantedThreads = Runtime.getRuntime().availableProcessors();
    private static Consumer<String> notices = System.err::println;

    private Engine() {}

    /**
     * Work for the engine thread.
     *
     * @param <T> what it gives
     * @param <E> the checked exception it may throw
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    /** Work for the engine thread that gives nothing. */
    @FunctionalInterface
    public interface Task<E extends Exception> {
        void run() throws E;
    }

    /**
     * Loads the engine if it is not loaded yet. The first time on a machine this unpacks about one gigabyte of native
     * libraries, and says so.
     *
     * @throws EngineUnavailableException where no native library fits this machine
     */
    public static void start() {
        if (started) {
            return;
        }
        synchronized (LOCK) {
            if (failure != null) {
                throw new EngineUnavailableException(failure);
            }
            if (!started) {
                load();
            }
        }
    }

    private static void load() {
        try {
            onThread(() -> {
                EngineStart.load(wantedThreads, notices);
                return true;
            });
            started = true;
        } catch (EngineUnavailableException e) {
            failure = e.getMessage(); // libraries that failed once cannot be loaded again in this JVM
            throw e;
        }
    }

    /** Runs work on the engine thread and waits for it; called from that thread or a lane, runs it at once. */
    public static <T extends @Nullable Object, E extends Exception> T call(Work<T, E> work) throws E {
        start();
        return Engine.<T, E>onThread(work::run);
    }

    /** {@link #call} for work that gives nothing. */
    public static <E extends Exception> void run(Task<E> task) throws E {
        Engine.<Boolean, E>call(() -> {
            task.run();
            return true;
        });
    }

    /**
     * Sets how many threads an operation may use; all processors by default. May be called before the start.
     *
     * @throws IllegalArgumentException for less than one
     */
    public static void threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: found " + count + ", need 1 or more");
        }
        synchronized (LOCK) {
            wantedThreads = count;
            if (started) {
                run(() -> {
                    endLanes();
                    EngineStart.threads(count);
                });
            }
        }
    }

    /** How many parts {@link #sideBySide} computes at once: one on a GPU, which is busy with one. */
    public static int lanes() {
        return Devices.current().isGpu() ? 1 : Lanes.of(wantedThreads);
    }

    /**
     * Computes parts of a whole that know nothing of one another, several at once: nearly as many times as fast as there are cores,
     * where an operation on several threads gains much less. What they give must not depend on which thread computes them.
     *
     * @param work one part, on an engine thread of its own, inside no scope
     * @param receive gets what the parts gave, in their order, on the engine thread, also inside no scope of theirs; false ends
     *     the work
     * @return whether every part was received
     */
    public static <P, T extends @Nullable Object> boolean sideBySide(
            List<P> parts, Function<P, T> work, Predicate<T> receive) {
        return call(() -> {
            if (lanes() == 1 || Lanes.isHere()) {
                return parts.stream().allMatch(part -> receive.test(work.apply(part)));
            }
            if (lanes == null) {
                lanes = Lanes.start(wantedThreads);
                EngineStart.threads(wantedThreads);
            }
            return lanes.each(parts, work, receive);
        });
    }

    private static void endLanes() {
        if (lanes != null) {
            lanes.close();
            lanes = null;
        }
    }

    /** Gives memory that is free but kept by the C library back to the system: after work on many shapes several times what is in use. */
    public static void trim() {
        NativeHeap.trim();
    }

    /** So many tokens went through a model without gradients: {@linkplain #trim trims} once in a while. Between two passes. */
    public static void computed(long tokens) {
        NativeHeap.computed(tokens);
    }

    /** Where to say things like "unpacking"; standard error by default. Call it before the start. */
    public static void notices(Consumer<String> receiver) {
        synchronized (LOCK) {
            notices = receiver;
        }
    }

    /** Version, BLAS, threads and CPU features, for people: {@code libtorch 2.10.0 · MKL 2025.3 · 2 threads · AVX512, bf16}. */
    public static String describe() {
        return info().toString();
    }

    /** Version, BLAS, threads and CPU features. */
    public static EngineInfo info() {
        return call(EngineStart::info);
    }

    /**
     * Lets the work that is running come to its end and refuses any other, for good. For the end of the process: libtorch's static
     * destructors run then, and crash a JVM whose engine still computes.
     *
     * @return whether it came to rest in that time
     */
    public static boolean end(long time, TimeUnit unit) throws InterruptedException {
        THREAD.shutdown();
        return THREAD.awaitTermination(time, unit);
    }

    /** Whether {@link #end} was called: for work elsewhere that is worth nothing without the engine. */
    public static boolean hasEnded() {
        return THREAD.isShutdown();
    }

    private static Thread engineThread(Runnable loop) {
        Thread made = new Thread(loop, "merit-engine");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    @SuppressWarnings("unchecked") // work throws nothing checked but E
    private static <T extends @Nullable Object, E extends Exception> T onThread(Callable<T> work) throws E {
        try {
            if (Thread.currentThread() == thread || Lanes.isHere()) {
                return work.call();
            }
            return Engine.<T, E>result(THREAD.submit(work));
        } catch (RejectedExecutionException e) {
            throw new EngineEndedException(e);
        } catch (Exception e) {
            throw (E) e;
        }
    }

    /** What work gave, or threw. */
    @SuppressWarnings("unchecked") // work throws nothing checked but E
    static <T extends @Nullable Object, E extends Exception> T result(Future<T> future) throws E {
        try {
            return await(future);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (E) e.getCause();
        }
    }

    /** Waits through interruptions, since the engine cannot be stopped in the middle, and leaves the thread interrupted. */
    private static <T extends @Nullable Object> T await(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
