package merit.serving.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import merit.encoding.BatchPlan;
import merit.encoding.TokenRow;

/**
 * Rows that wait, in the order of a self-clocked fair queue (Golestani, INFOCOM 1994), with a token as the unit of work: the
 * k-th row of a request has the tag v + l_1 + ... + l_k, where l are the lengths of its rows and v, the virtual time, is the tag
 * of the row that left last as the first in line. So requests that wait together get equal shares of the tokens: one row never
 * waits for all the 512 rows of another request, and they do not wait for an endless stream of single rows.
 *
 * <p>A batch always holds the row whose turn it is; those that come along begin alike, where the model computes that once, or are of
 * like length, from the next few batches' worth of rows. One thread at a time.
 */
final class FairQueue {
    /** Among how many batches' worth of rows like lengths are looked for. */
    private static final int WINDOW = 4;

    private static final Comparator<QueuedRow> TURN =
            Comparator.comparingLong(QueuedRow::tag).thenComparingLong(QueuedRow::sequence);

    private final TreeSet<QueuedRow> waiting = new TreeSet<>(TURN);
    private long virtualTime;
    private long sequence;
    private long tokens;

    void add(Job job) {
        long tag = virtualTime;
        for (int index : longestFirst(job)) {
            int length = job.rows().get(index).length();
            tag += Math.max(1, length);
            tokens += length;
            waiting.add(new QueuedRow(job, index, job.rows().get(index), tag, sequence++));
        }
    }

    private static int[] longestFirst(Job job) {
        return IntStream.range(0, job.rows().size())
                .boxed()
                .sorted(Comparator.comparingInt(index -> -job.rows().get(index).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Takes the next batch out; not to be called on an empty queue. */
    List<QueuedRow> poll(int batchTokens) {
        QueuedRow head = waiting.first();
        virtualTime = Math.max(virtualTime, head.tag());
        List<QueuedRow> window = window(head, (long) batchTokens * WINDOW);
        List<TokenRow> rows = window.stream().map(QueuedRow::row).toList();
        int[] chosen = BatchPlan.pack(rows, head.job().scorer().beginnings(), batchTokens).stream()
                .filter(batch -> Arrays.stream(batch).anyMatch(row -> row == 0))
                .findFirst()
                .orElseThrow();
        List<QueuedRow> batch = Arrays.stream(chosen).mapToObj(window::get).toList();
        batch.forEach(this::leave);
        return batch;
    }

    private List<QueuedRow> window(QueuedRow head, long windowTokens) {
        List<QueuedRow> window = new ArrayList<>();
        long held = 0;
        for (QueuedRow row : waiting) {
            if (row.job().scorer() == head.job().scorer()) {
                window.add(row);
                held += row.row().length();
            }
            if (held >= windowTokens) {
                break;
            }
        }
        return window;
    }

    /** Takes all rows of a job out; returns how many there were. */
    int remove(Job job) {
        List<QueuedRow> rows = waiting.stream().filter(row -> row.job() == job).toList();
        rows.forEach(this::leave);
        return rows.size();
    }

    private void leave(QueuedRow row) {
        waiting.remove(row);
        tokens -= row.row().length();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int rows() {
        return waiting.size();
    }

    long tokens() {
        return tokens;
    }
}
