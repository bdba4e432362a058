package merit.cli;

import java.util.concurrent.TimeUnit;
import merit.tensor.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C (and SIGTERM) while the engine may be computing. libtorch's static destructors, which run when a process exits, crash it
 * where a computation still runs, so the process is kept alive until there is none: what can be saved is asked to stop and
 * save, for two minutes at most; all else is given up at the end of the running pass. The exit code is then the signal's, as
 * scripts expect.
 */
final class Interruption implements AutoCloseable {
    private static final long SAVING_SECONDS = 120;
    private static final long LOOK_MILLIS = 50;
    private static final long PASS_SECONDS = 30;
    /** Until output that was begun is cleaned up. */
    private static final long UNWINDING_MILLIS = 10_000;
    /** The same where the command may be waiting for somebody to type, which nothing interrupts. */
    private static final long UNWINDING_FROM_INPUT_MILLIS = 300;

    private final Console console;
    private volatile String line;
    private final long unwindingMillis;
    private final Thread hook;
    private volatile @Nullable Runnable save;

    private Interruption(Console console, String line, long unwindingMillis) {
        this.console = console;
        this.line = line;
        this.unwindingMillis = unwindingMillis;
        this.hook = new Thread(this::end, "merit-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param line what to say where the command did not come to its end */
    static Interruption of(Console console, String line) {
        return new Interruption(console, line, UNWINDING_MILLIS);
    }

    /** Of a command that writes a file, or standard output ({@code -}), and may read standard input. */
    static Interruption of(Console console, String in, String out) {
        String line = out.equals("-") ? "Stopped; rows are missing." : "Stopped; " + out + " is as it was.";
        return new Interruption(console, line, in.equals("-") ? UNWINDING_FROM_INPUT_MILLIS : UNWINDING_MILLIS);
    }

    /** Of a command that somebody types into. */
    static Interruption ofTyping(Console console) {
        return new Interruption(console, "Stopped.", UNWINDING_FROM_INPUT_MILLIS);
    }

    /** From now on there is something to save: whoever is asked to stop also saves. */
    void saving(Runnable stop) {
        save = stop;
    }

    /** From now on nothing is lost, and nothing is waited for. */
    void saved(String lineFromNowOn) {
        line = lineFromNowOn;
        save = null;
    }

    private void end() {
        String newLine = console.isTerminal() ? "\n" : "";
        try {
            Runnable stop = save;
            if (stop != null) {
                console.say(newLine + "Stopping after this step, then saving.");
                stop.run();
                if (!awaitSaved()) {
                    console.err().println("Gave up waiting; what was saved last is intact.");
                }
            }
            boolean saving = save != null;
            Engine.end(PASS_SECONDS, TimeUnit.SECONDS);
            if (!saving && (!console.awaitEnd(unwindingMillis, TimeUnit.MILLISECONDS) || !console.endedWell())) {
                console.say(newLine + line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the command came to its end in time, or past its saving: it may have done that before it was asked to stop. */
    private boolean awaitSaved() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SAVING_SECONDS);
        while (save != null && !console.awaitEnd(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Signals end the process at once again, unless one has come already. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook waits for the command's end.
        }
    }
}
