package merit.cli;

import org.jspecify.annotations.Nullable;

/** A {@link ProgressBar} with the rate, which is drawn once there is something to count. */
final class RateBar implements AutoCloseable {
    private final Console console;
    private final String label;
    private final String unit;
    private long start;
    private long before;
    private @Nullable ProgressBar bar;

    /** @param unit what is counted, in the plural */
    RateBar(Console console, String label, String unit) {
        this.console = console;
        this.label = label;
        this.unit = unit;
    }

    /** So many are done, of {@code total}, or of an unknown number where that is 0. */
    void to(long done, long total) {
        ProgressBar open = bar;
        if (open == null) {
            open = new ProgressBar(console, label, total).unit(unit);
            bar = open;
            start = System.nanoTime();
            before = done;
        }
        double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
        open.of(total == 0 ? 0 : Math.max(total, done))
                .to(done, Numbers.count(Math.round((done - before) / seconds)) + " " + unit + "/s");
    }

    @Override
    public void close() {
        ProgressBar open = bar;
        bar = null;
        if (open != null) {
            open.close();
        }
    }
}
