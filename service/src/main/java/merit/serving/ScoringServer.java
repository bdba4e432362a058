package merit.serving;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import merit.serving.HttpFront.Door;
import merit.serving.batch.ScoreBatcher;
import merit.serving.dialect.Dialect;
import merit.serving.dialect.Dialects;
import merit.serving.dialect.ErrorType;
import merit.serving.dialect.Wire;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Reward models behind HTTP.
 *
 * <pre>{@code
 * try (ScoringServer server = ScoringServer.listen(ServingConfig.local(8000), sources, RequestLog.NONE)) {
 *     server.load();
 *     ...
 * }
 * }</pre>
 *
 * <p>It listens at once and says 503 until {@link #load} has opened all models, which are then the server's. {@link #drain} lets the
 * requests that were taken come to their end. Thread-safe. Close it.
 */
public final class ScoringServer implements AutoCloseable {
    /** Beside those that wait for scores: for health, metrics and refusals. */
    private static final int OTHER_THREADS = 32;

    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int IDLE_MILLIS = 30_000;

    private final ServingConfig config;
    private final ServingMetrics metrics = new ServingMetrics();
    private final ScoreBatcher batcher;
    private final ModelRegistry models;
    private final RequestGate gate;
    private final ScoringService scoring;
    private final Information information;
    private final Administration administration;
    private final HttpFront front;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<@Nullable ModelWatch> watch = new AtomicReference<>();
    private final Javalin http;

    private ScoringServer(
            ServingConfig config, List<ModelSource> sources, RequestLog log, @Nullable OpenTelemetry traces) {
        this.config = config;
        batcher = new ScoreBatcher(config.batches(), metrics);
        try {
            models = new ModelRegistry(sources, config.cachedScores(), batcher::betweenBatches);
            gate = new RequestGate(config.requests().concurrent(), batcher::refused);
            scoring = new ScoringService(models, batcher, metrics, config);
            information = new Information(models, scoring, config);
            administration = new Administration(models);
            front = new HttpFront(
                    config, gate, new Telemetry(metrics, log, traces == null ? null : new RequestSpans(traces)));
            metrics.watch(batcher);
            metrics.watch(gate);
            metrics.watch(models);
            http = Javalin.create(this::configure);
        } catch (RuntimeException e) {
            batcher.close();
            throw e;
        }
    }

    /**
     * Listens, with nothing loaded yet.
     *
     * @param sources of the models, one or more; the first answers where a request names none
     * @throws IOException where the port cannot be had
     */
    public static ScoringServer listen(ServingConfig config, List<ModelSource> sources, RequestLog log)
            throws IOException {
        return listen(config, sources, log, null);
    }

    /**
     * The same, with spans of every scoring request.
     *
     * @param traces where spans go, which stays its owner's; null for none
     */
    public static ScoringServer listen(
            ServingConfig config, List<ModelSource> sources, RequestLog log, @Nullable OpenTelemetry traces)
            throws IOException {
        ScoringServer server = new ScoringServer(config, sources, log, traces);
        try {
            server.http.start(config.access().host(), config.access().port());
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw new IOException(
                    "port " + config.access().port() + " of " + config.access().host()
                            + " cannot be had: it may be taken; choose another with --port",
                    e);
        }
    }

    /**
     * Opens the models; from then on requests are answered.
     *
     * @throws IOException where one cannot be read
     * @throws IllegalArgumentException where one does not score as it did when it was saved
     */
    public void load() throws IOException {
        models.load();
    }

    /**
     * Opens a model again whenever it has changed where it comes from, and serves the new one if that scores as it did when it was
     * saved. Once, after {@link #load}.
     *
     * @param every how often to look
     */
    public void watch(Duration every) {
        watch.set(new ModelWatch(models, every));
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /**
     * Takes no more requests and waits for those that were taken.
     *
     * @return whether all were answered in time
     */
    public boolean drain(Duration time) throws InterruptedException {
        return gate.drain(time);
    }

    /** Stops listening, computes what waits and closes the models. {@link #drain} first. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        ModelWatch watching = watch.get();
        if (watching != null) {
            watching.close();
        }
        http.stop();
        scoring.close();
        batcher.close();
        models.close();
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.http.prefer405over404 = true;
        javalin.jetty.threadPool = new QueuedThreadPool(config.requests().concurrent() + OTHER_THREADS, 8);
        javalin.jetty.modifyServer(server -> server.setErrorHandler(ScoringServer::refuse));
        javalin.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            // A client that falls silent within its body keeps its place no longer than a slow one.
            http.setIdleTimeout(Math.min(IDLE_MILLIS, config.requests().time().toMillis()));
        });
        Reach reach = config.access().reach();
        if (!reach.origins().isEmpty()) {
            javalin.bundledPlugins.enableCors(cors -> reach.origins()
                    .forEach(origin -> cors.addRule(rule -> {
                        rule.allowHost(origin);
                        HttpFront.TOLD.forEach(rule::exposeHeader);
                    })));
        }
        Certificate certificate = reach.certificate();
        if (certificate != null) {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setSslContext(certificate.context());
            javalin.jetty.addConnector((server, http) -> secure(server, http, tls));
        }
        addRoutes(javalin.routes);
    }

    private Connector secure(Server server, HttpConfiguration http, SslContextFactory.Server tls) {
        http.addCustomizer(new SecureRequestCustomizer(false)); // a key opens the server, by whatever name it is called
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        connector.setHost(config.access().host());
        connector.setPort(config.access().port());
        return connector;
    }

    /** What is not HTTP does not come as far as the routes, and nobody knows where the next request begins. */
    private static boolean refuse(Request request, Response response, Callback callback) {
        Answer answer = Answer.failure(response.getStatus(), ErrorType.VALIDATION, "not HTTP that can be read");
        response.getHeaders().put("Content-Type", answer.contentType());
        response.getHeaders().put("Connection", "close");
        response.write(true, StandardCharsets.UTF_8.encode(answer.body()), callback);
        return true;
    }

    private void addRoutes(RoutesConfig routes) {
        Dialects.byPath()
                .forEach((path, dialect) -> routes.post(path, front.handler(path, Door.SCORING, score(dialect))));
        routes.post(
                "/tokenize",
                front.handler(
                        "/tokenize", Door.SCORING, (trace, body) -> information.tokenize(Wire.read(body), trace)));
        routes.post(
                "/admin/reload",
                front.handler("/admin/reload", Door.ADMIN, (trace, body) -> administration.reload(body)));
        new Pages(front).addTo(routes);
        get(routes, "/info", Door.KEYED, information::info);
        get(routes, "/v1/models", Door.KEYED, information::modelList);
        get(routes, "/metrics", Door.KEYED, () -> Answer.text(METRICS, metrics.text()));
        get(routes, "/health", Door.OPEN, () -> information.ready(gate));
        get(routes, "/health/ready", Door.OPEN, () -> information.ready(gate));
        get(routes, "/health/live", Door.OPEN, information::live);
        routes.error(404, context -> HttpFront.refuse(context, "no such path; see /openapi.json"));
        routes.error(405, context -> HttpFront.refuse(context, "another method is needed here; see /openapi.json"));
    }

    private void get(RoutesConfig routes, String path, Door door, Supplier<Answer> answer) {
        routes.get(path, front.handler(path, door, (trace, body) -> answer.get()));
    }

    private HttpFront.Work score(Dialect dialect) {
        return (trace, body) -> Answer.json(scoring.answer(dialect, Wire.read(body), trace));
    }
}
