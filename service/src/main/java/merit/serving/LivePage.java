package merit.serving;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A {@link LiveLog} as a page of this machine, which follows it; nobody else can reach it, and nothing on it comes from anywhere else.
 * Close it: a page that is open is told the end first, where there is one.
 */
public final class LivePage implements AutoCloseable {
    private static final String PAGE = Pages.text("live.html");
    private static final String NO_STATE = "null";
    private static final int THREADS = 8;
    /** A page asks every second, a busy machine's less often; one that has not for so long is closed. */
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final LiveLog log;
    private final Javalin http;
    private final long patience;
    private volatile long asked;
    private volatile boolean endHeard;

    private LivePage(LiveLog log, Duration patience) {
        this.log = log;
        this.patience = patience.toNanos();
        asked = System.nanoTime() - this.patience;
        http = Javalin.create(this::configure);
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port or 0 for any that is free
     * @throws IOException where the port cannot be had
     */
    public static LivePage open(int port, LiveLog log) throws IOException {
        return open(port, log, OPEN);
    }

    /** @param patience how long a page that asks no more counts as open */
    static LivePage open(int port, LiveLog log, Duration patience) throws IOException {
        LivePage page = new LivePage(log, patience);
        try {
            page.http.start("127.0.0.1", port);
            return page;
        } catch (RuntimeException e) {
            page.http.stop();
            throw new IOException("port " + port + " cannot be had: it may be taken; choose another, or 0 for any", e);
        }
    }

    /** Where a browser of this machine finds it. */
    public String address() {
        return "http://127.0.0.1:" + http.port() + "/";
    }

    /** The page with all that the log has, which stands by itself and asks nobody: a file to keep. */
    public static String standing(LiveLog log) {
        return PAGE.replace(">" + NO_STATE + "</script>", ">" + log.json(0).replace("<", "\\u003c") + "</script>");
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
        javalin.routes.before(this::admit);
        javalin.routes.get(
                "/",
                context -> context.header("Content-Security-Policy", Pages.policy(PAGE))
                        .html(PAGE));
        javalin.routes.get("/log", context -> {
            asked = System.nanoTime();
            int from = context.queryParamAsClass("from", Integer.class).getOrDefault(0);
            context.header("Cache-Control", "no-store")
                    .contentType("application/json")
                    .result(log.json(from));
        });
        javalin.routes.post("/heard", context -> endHeard = true);
    }

    /** A page elsewhere may not reach this one under a name of its own. */
    private void admit(Context context) {
        if (!HttpFront.isThisMachine(context.host())) {
            throw new ForbiddenResponse("this page is for its own machine");
        }
    }

    /** Where an end was said, an open page hears it first: until it says so, or has been closed. */
    @Override
    public void close() {
        while (isAwaitingTheEnd() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(50_000_000);
        }
        http.stop();
    }

    private boolean isAwaitingTheEnd() {
        return log.isOver() && !endHeard && System.nanoTime() - asked < patience;
    }
}
