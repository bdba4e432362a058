package merit.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where a verb reads and writes. Results go to standard output, everything said on the way to standard error, so that a
 * pipe receives results alone. One thread at a time.
 */
final class Console {
    /** How much is said on the way: {@code QUIET} nothing, {@code VERBOSE} with the traces of failures. */
    enum Level {
        QUIET,
        NORMAL,
        VERBOSE
    }

    private static final int LABEL_WIDTH = 9;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean colour;
    private final int columns;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Level level = Level.NORMAL;
    private volatile boolean endedWell;

    /**
     * @param terminal whether standard error is a terminal, where a line may be drawn over
     * @param colour whether it may be coloured
     * @param columns how wide it is
     */
    Console(InputStream in, PrintStream out, PrintStream err, boolean terminal, boolean colour, int columns) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.colour = colour;
        this.columns = columns;
    }

    /** The process's own streams, always UTF-8. The launcher says whether they are terminals; without it they count as files. */
    static Console ofProcess() {
        boolean terminal = Boolean.getBoolean("merit.terminal");
        boolean colour = terminal && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return new Console(
                new FileInputStream(FileDescriptor.in),
                ResultStream.to(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminal,
                colour,
                Math.max(40, Integer.getInteger("merit.columns", 100)));
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    boolean isTerminal() {
        return terminal;
    }

    boolean hasColour() {
        return colour;
    }

    int columns() {
        return columns;
    }

    Level level() {
        return level;
    }

    void level(Level level) {
        this.level = level;
    }

    boolean isQuiet() {
        return level == Level.QUIET;
    }

    /** Whether all results have reached standard output so far. */
    boolean isWritten() {
        return !out.checkError();
    }

    /** Why standard output cannot be written; empty where that is not known. */
    String outFailure() {
        IOException failure = out instanceof ResultStream results ? results.failure() : null;
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    /** The command has said its last word. */
    void end(int code) {
        out.flush();
        err.flush();
        endedWell = code == 0;
        ended.countDown();
    }

    /** Whether it has, and to good effect. */
    boolean endedWell() {
        return endedWell;
    }

    /** Waits for that; false where it did not come in time. */
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        return ended.await(time, unit);
    }

    /** One line of the result. */
    void result(String line) {
        out.println(line);
    }

    /** One line of the result under a label; more lines of the text are set below it. */
    void result(String label, String text) {
        out.println(labelled(label, text));
    }

    /** Sentences of the result under a label, broken between words where a line is full. */
    void sentences(String label, List<String> sentences) {
        List<String> lines = new ArrayList<>();
        for (String sentence : sentences) {
            StringBuilder line = new StringBuilder();
            for (String word : sentence.split(" ")) {
                if (!line.isEmpty() && LABEL_WIDTH + line.length() + 1 + word.length() > columns) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        result(label, String.join("\n", lines));
    }

    /** One line on the way, unless quiet. */
    void say(String line) {
        if (!isQuiet()) {
            err.println(line);
        }
    }

    /** One line on the way under a label, unless quiet. */
    void say(String label, String text) {
        say(labelled(label, text));
    }

    private String labelled(String label, String text) {
        String padded = label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
        return padded + text.replace("\n", "\n" + " ".repeat(LABEL_WIDTH));
    }

    /** The text in a colour of the terminal's palette, or as it is where colours are not wanted. */
    String paint(Colour tint, String text) {
        return colour ? "\u001b[" + tint.code + "m" + text + "\u001b[0m" : text;
    }

    /** The few colours in use. */
    enum Colour {
        BOLD(1),
        FAINT(2),
        RED(31),
        GREEN(32),
        CYAN(36);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }
}
