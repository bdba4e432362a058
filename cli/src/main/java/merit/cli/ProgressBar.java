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
    private final LongSupplier clock;
    private final long start;
    private long total;
    private long drawn;
    private long done;
    private String note = "";
    private String unit = "";
    private boolean open = true;

    /** @param total how many there are, or 0 where that is not known */
    ProgressBar(Console console, String label, long total) {
        this(console, label, total, System::nanoTime);
    }

    ProgressBar(Console console, String label, long total, LongSupplier clock) {
        this.console = console;
        this.label = label;
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.drawn = start;
    }

    /** There are so many, which was not known at the start. */
    ProgressBar of(long total) {
        this.total = total;
        return this;
    }

    /** What is counted, said behind the count. */
    ProgressBar unit(String plural) {
        unit = " " + plural;
        return this;
    }

    /** So many are done in all; the note stands between the count and the time. */
    void to(long done, String note) {
        this.done = done;
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

    /** Says a line; the bar goes on below it. */
    void above(String line) {
        if (console.isTerminal() && !console.isQuiet()) {
            console.err().print("\r\u001b[K");
        }
        console.say(line);
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
        String counts = Numbers.count(done) + (total > 0 ? "/" + Numbers.count(total) : "") + unit;
        String tail = counts + (note.isEmpty() ? "" : " · " + note) + " · " + time(now);
        if (!console.isTerminal() || total == 0) {
            return label + "  " + tail;
        }
        int width = Math.min(24, console.columns() - label.length() - tail.length() - 5);
        return label + "  " + (width >= 6 ? bar(width) + "  " : "") + tail;
    }

    private String bar(int width) {
        int halves = (int) (2L * width * Math.min(done, total) / total);
        String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
        String rest = "━".repeat(width - full.length());
        // Without colours the part to come is blank, as it could not be told from the part that is done.
        return console.paint(Console.Colour.CYAN, full)
                + (console.hasColour() ? console.paint(Console.Colour.FAINT, rest) : " ".repeat(rest.length()));
    }

    private String time(long now) {
        Duration spent = Duration.ofNanos(now - start);
        if (!open || done == 0 || total == 0) {
            return Numbers.clock(spent);
        }
        long left = (long) (spent.toNanos() / (double) done * (total - done));
        return Numbers.clock(Duration.ofNanos(left)) + " left";
    }
}
