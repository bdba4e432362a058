package merit.cli;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One line that moves: {@code Epoch 2  ━━━━━━━━━╸   24/58 · loss 0.571 · 2:27 left}. On a terminal it is drawn over itself; in
 * a file it becomes a plain line every ten seconds and at the end. Nothing where the console is quiet.
 */
final class ProgressBar implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_LINE_NANOS = 10_000_000_000L;

    private final Console console;
    private final String label;
    private final long total;
    private final LongSupplier clock;
    private final long start;
    private long drawn;
    private long done;
    private String note = "";
    private boolean open = true;

    ProgressBar(Console console, String label, long total) {
        this(console, label, total, System::nanoTime);
    }

    ProgressBar(Console console, String label, long total, LongSupplier clock) {
        this.console = console;
        this.label = label;
        this.total = Math.max(1, total);
        this.clock = clock;
        this.start = clock.getAsLong();
        this.drawn = start;
    }

    /** So many are done in all; the note stands between the count and the time. */
    void to(long done, String note) {
        this.done = Math.min(done, total);
        this.note = note;
        long now = clock.getAsLong();
        if (now - drawn >= (console.isTerminal() ? REDRAW_NANOS : PLAIN_LINE_NANOS)) {
            drawn = now;
            draw(line(now));
        }
    }

    void to(long done) {
        to(done, note);
    }

    /** Draws the last state and leaves the line standing. */
    @Override
    public void close() {
        if (open) {
            open = false;
            draw(line(clock.getAsLong()));
            if (console.isTerminal() && !console.isQuiet()) {
                console.err().println();
            }
        }
    }

    private void draw(String line) {
        if (console.isQuiet()) {
            return;
        }
        if (console.isTerminal()) {
            console.err().print("\r" + line + "\u001b[K");
            console.err().flush();
        } else {
            console.err().println(line);
        }
    }

    private String line(long now) {
        String counts = Numbers.count(done) + "/" + Numbers.count(total);
        String tail = counts + (note.isEmpty() ? "" : " · " + note) + " · " + time(now);
        if (!console.isTerminal()) {
            return label + "  " + tail;
        }
        int width = Math.min(24, console.columns() - label.length() - tail.length() - 5);
        return label + "  " + (width >= 6 ? bar(width) + "  " : "") + tail;
    }

    private String bar(int width) {
        int halves = (int) (2L * width * done / total);
        String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
        String rest = "━".repeat(width - full.length());
        // Without colours the part to come is blank, as it could not be told from the part that is done.
        return console.paint(Console.Colour.CYAN, full)
                + (console.hasColour() ? console.paint(Console.Colour.FAINT, rest) : " ".repeat(rest.length()));
    }

    private String time(long now) {
        Duration spent = Duration.ofNanos(now - start);
        if (!open || done == 0) {
            return Numbers.clock(spent);
        }
        long left = (long) (spent.toNanos() / (double) done * (total - done));
        return Numbers.clock(Duration.ofNanos(left)) + " left";
    }
}
