package merit.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What came of a load, from when this was made on. Thread-safe. */
final class LoadFigures {
    private final ConcurrentLinkedQueue<Long> answered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
    private final LongAdder failed = new LongAdder();
    private final long began = System.nanoTime();
    private final AtomicLong last = new AtomicLong(began);

    /** @param status HTTP's; 0 where there was no answer */
    void add(int status, long nanos) {
        last.accumulateAndGet(System.nanoTime(), Math::max);
        if (status == 200) {
            answered.add(nanos);
        } else if (status == 429) {
            refused.add(nanos);
        } else {
            failed.increment();
        }
    }

    long failures() {
        return failed.sum();
    }

    long answers() {
        return answered.size();
    }

    /** To the last answer, which comes after the last request: a rate is over all of it. */
    double seconds() {
        return (last.get() - began) / 1e9;
    }

    /** Answers a second. */
    double rate() {
        return answers() / seconds();
    }

    /** Milliseconds that so many of the answers did not exceed. */
    double quantile(double share) {
        return millis(sorted(answered), share);
    }

    /** One line: rate, latencies of answers, refusals. */
    String line(String label) {
        return line(label, seconds());
    }

    String line(String label, double seconds) {
        long[] nanos = sorted(answered);
        return String.format(
                Locale.ROOT,
                "%-14s %8.1f requests/s · p50 %7.1f ms · p90 %7.1f ms · p99 %7.1f ms · most %7.1f ms · %d answered, %d"
                        + " refused (p99 %.1f ms), %d failed",
                label,
                nanos.length / seconds,
                millis(nanos, 0.5),
                millis(nanos, 0.9),
                millis(nanos, 0.99),
                millis(nanos, 1),
                nanos.length,
                refused.size(),
                millis(sorted(refused), 0.99),
                failures());
    }

    private static long[] sorted(ConcurrentLinkedQueue<Long> nanos) {
        long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(all);
        return all;
    }

    /** The nearest-rank quantile; 0 of nothing. */
    static double millis(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
