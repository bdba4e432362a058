package merit.serving.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes rows of many requests together. They wait in one bounded queue, in fair order (see {@link FairQueue}), and leave in
 * batches of like length within a token budget. A batch starts the moment the one before it ends; where nothing is computed, the
 * moment a row comes. A scorer that fails on a batch is asked again for each request alone, so that nobody pays for another's row.
 *
 * <p>Thread-safe. One thread computes. Scorers stay their owner's. Close it: what waits is then computed first.
 */
public final class ScoreBatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreBatcher.class);

    private final BatchLimits limits;
    private final BatchObserver observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue queue = new FairQueue();
    private final FairQueue idle = new FairQueue(); // of rows that wait until no others do
    private final QueueRoom room;
    private final Thread thread = new Thread(this::work, "merit-batcher");
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;
    private boolean ended;

    public ScoreBatcher(BatchLimits limits, BatchObserver observer) {
        this.limits = limits;
        this.observer = observer;
        room = new QueueRoom(limits, System::nanoTime);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Puts rows into the queue, all or none. Cancelling the future takes those that still wait out again.
     *
     * @param rows one or more
     * @throws QueueFullException where there is no room
     * @throws IllegalStateException where the batcher is closed
     */
    public CompletableFuture<BatchedScores> submit(RowScorer scorer, List<TokenRow> rows) {
        return submit(new Job(scorer, rows, false), queue);
    }

    /** The same for rows that are computed while no others wait, and take no room from them: the most that these wait is one batch. */
    public CompletableFuture<BatchedScores> submitIdle(RowScorer scorer, List<TokenRow> rows) {
        return submit(new Job(scorer, rows, true), idle);
    }

    /** A request was refused before it had rows, which tells of the load as what is refused here does. */
    public void refused() {
        room.refused();
    }

    private CompletableFuture<BatchedScores> submit(Job job, FairQueue waiting) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("closed: found rows for it, need an open batcher");
            }
            if (waiting == queue) {
                room.refuseUnless(queue, job.rows().size());
            }
            waiting.add(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        CompletableFuture<BatchedScores> result = job.result();
        var unused = result.whenComplete((scores, failure) -> {
            if (failure instanceof CancellationException) {
                withdraw(job);
            }
        });
        return result;
    }

    private void withdraw(Job job) {
        lock.lock();
        try {
            queue.remove(job);
            idle.remove(job);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs something while nothing is computed, such as closing a scorer of which no row waits any more.
     *
     * @param task short; runs on the batcher's thread, or on the caller's where the batcher is closed
     */
    public void betweenBatches(Runnable task) {
        lock.lock();
        try {
            if (!ended) {
                tasks.add(task);
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    private void work() {
        boolean more = true;
        while (more) {
            try {
                Runnable next = next();
                more = next != null;
                if (next != null) {
                    next.run();
                }
            } catch (Throwable e) { // whatever it is: without this thread nobody gets a score any more
                LOG.error("between two batches", e);
            }
        }
    }

    /** Waits for a task or a batch; null where there will be none any more. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            while (queue.isEmpty() && idle.isEmpty() && tasks.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            if (!tasks.isEmpty()) {
                return tasks.remove();
            }
            FairQueue waiting = queue.isEmpty() ? idle : queue;
            if (waiting.isEmpty()) {
                ended = true;
                return null;
            }
            List<QueuedRow> batch = waiting.poll(limits.batchTokens());
            return () -> compute(batch);
        } finally {
            lock.unlock();
        }
    }

    private void compute(List<QueuedRow> batch) {
        try {
            computeTogether(batch);
        } catch (Throwable e) {
            Map<Job, List<QueuedRow>> apart = new LinkedHashMap<>();
            batch.forEach(row ->
                    apart.computeIfAbsent(row.job(), job -> new ArrayList<>()).add(row));
            apart.forEach((job, rows) -> {
                if (apart.size() == 1) {
                    fail(job, e);
                } else {
                    computeApart(job, rows);
                }
            });
        }
    }

    private void computeApart(Job job, List<QueuedRow> rows) {
        try {
            computeTogether(rows);
        } catch (Throwable e) {
            fail(job, e);
        }
    }

    private void fail(Job job, Throwable failure) {
        withdraw(job);
        job.result().completeExceptionally(failure);
    }

    private void computeTogether(List<QueuedRow> batch) {
        long began = System.nanoTime();
        RowScorer scorer = batch.get(0).job().scorer();
        List<Score> scores = scorer.scoreRows(batch.stream().map(QueuedRow::row).toList());
        long nanos = System.nanoTime() - began;
        BatchObserver.Batch computed = note(batch, began, nanos);
        batch.stream().map(QueuedRow::job).distinct().forEach(job -> job.computed(computed));
        for (int k = 0; k < batch.size(); k++) {
            batch.get(k).job().put(batch.get(k).index(), scores.get(k));
        }
    }

    private BatchObserver.Batch note(List<QueuedRow> batch, long began, long nanos) {
        RowScorer scorer = batch.get(0).job().scorer();
        List<PrefixTrees.Tree> trees =
                scorer.beginnings().of(batch.stream().map(QueuedRow::row).toList());
        long tokens = trees.stream().mapToLong(PrefixTrees.Tree::tokens).sum();
        int longest = trees.stream().mapToInt(PrefixTrees.Tree::tokens).max().orElse(0);
        if (!batch.get(0).job().waitsForOthers()) {
            room.computed(batch.stream().mapToLong(row -> row.row().length()).sum(), nanos);
        }
        BatchObserver.Batch computed =
                new BatchObserver.Batch(batch.size(), tokens, (long) longest * trees.size(), began, nanos);
        observer.computed(computed);
        return computed;
    }

    /** How many rows wait, without those that wait for all others. */
    public int queuedRows() {
        lock.lock();
        try {
            return queue.rows();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more rows, computes those that wait, and returns when they are done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
