package merit.cli;

import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM) while something runs that should end in order: asks it to stop, and keeps the process alive until the
 * command has said its last word, for two minutes at most. The exit code is then the signal's, as scripts expect.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Console console;
    private final Thread hook;

    Interruption(Console console, Runnable stop) {
        this.console = console;
        this.hook = new Thread(() -> stopAndWait(stop), "merit-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait(Runnable stop) {
        console.say((console.isTerminal() ? "\n" : "") + "Stopping after this step, then saving.");
        stop.run();
        try {
            if (!console.awaitEnd(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                console.err().println("Gave up waiting; what was saved last is intact.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
