package merit.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import merit.serving.ScoringServer;
import merit.tensor.Engine;

/**
 * SIGTERM or Ctrl-C while a server runs: it takes no more requests, answers those that it took, and only then do the engine and the
 * process end.
 */
final class ServingEnd implements AutoCloseable {
    private static final long PASS_SECONDS = 30;

    private final Console console;
    private final ScoringServer server;
    private final Tracing tracing;
    private final Duration patience;
    private final CountDownLatch signal = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "merit-serving-end");

    ServingEnd(Console console, ScoringServer server, Tracing tracing, Duration patience) {
        this.console = console;
        this.server = server;
        this.tracing = tracing;
        this.patience = patience;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Waits for the signal. */
    void await() throws InterruptedException {
        signal.await();
    }

    private void end() {
        try {
            console.say("Ending", "answering what was taken");
            boolean all = server.drain(patience);
            server.close();
            tracing.close();
            Engine.end(PASS_SECONDS, TimeUnit.SECONDS);
            console.say("Ended", all ? "every request was answered" : "gave up on requests that were not done in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            signal.countDown();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook does the rest.
        }
    }
}
