package merit.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.PairOdds;
import merit.scoring.RowScorer;
import merit.scoring.TemperatureScaling;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A server on a port of its own, spoken to by a real client; every JSON answer, and every request
 * that got one, is held against the written interface. */
final class RunningServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than any test: a limit of time where none is to be reached. */
    static final Duration LONG = Duration.ofHours(1);

    /** After which a server counts as one that does not answer. */
    static final int SILENCE_MILLIS = 240_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<RequestLog.Entry> log = new CopyOnWriteArrayList<>();
    /** A request that every server answers. */
    static final String BODY = "{\"prompt\": \"Why?\", \"response\": \"A leak.\"}";

    /** Of all its models. */
    static final Calibration CALIBRATION =
            new Calibration(new TemperatureScaling(2), 100, new Normalization(0.5, 0.25, 200));

    private final List<RowScorer> scorers;
    private final ScoringServer server;

    private RunningServer(ServingConfig config, List<ModelSource> sources, List<RowScorer> scorers) {
        this.scorers = scorers;
        try {
            server = ScoringServer.listen(config, sources, log::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As usual, but for one that has all the time: a slow machine is no overloaded one. */
    static ServingConfig patient() {
        ServingConfig usual = ServingConfig.local(0);
        RequestLimits requests = usual.requests();
        BatchLimits batches = usual.batches();
        return new ServingConfig(
                usual.access(),
                new RequestLimits(
                        requests.concurrent(), requests.bodyBytes(), requests.texts(), requests.characters(), LONG),
                new BatchLimits(batches.batchTokens(), batches.queueRows(), LONG),
                usual.conventions(),
                usual.tokenizationWorkers(),
                usual.cachedScores());
    }

    /** With all models loaded: characters, and more by number. */
    static RunningServer of(ServingConfig config, RowScorer... scorers) {
        RunningServer running = listening(config, scorers);
        running.load();
        return running;
    }

    static RunningServer of(RowScorer... scorers) {
        return of(patient(), scorers);
    }

    /** With nothing loaded yet. */
    static RunningServer listening(ServingConfig config, RowScorer... scorers) {
        return new RunningServer(
                config,
                IntStream.range(0, scorers.length)
                        .mapToObj(i -> new ModelSource(
                                i == 0 ? "characters" : "model-" + i,
                                () -> new ServedModel(scorers[i], PairOdds.of(CALIBRATION))))
                        .toList(),
                List.of(scorers));
    }

    static RunningServer ofSources(ServingConfig config, ModelSource... sources) {
        RunningServer running = new RunningServer(config, List.of(sources), List.of());
        running.load();
        return running;
    }

    void load() {
        try {
            server.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ScoringServer server() {
        return server;
    }

    /** What the log was told, once as many requests have been answered. */
    List<RequestLog.Entry> log() {
        return List.copyOf(log);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** An answer, its headers by lower-case name. */
    record Reply(int status, String body, Map<String, String> headers) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Reply get(String path, String... headers) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    Reply post(String path, String json, String... headers) {
        Reply reply = send("POST", path, HttpRequest.BodyPublishers.ofString(json), headers);
        if (reply.status() == 200 && !json.isEmpty()) {
            OpenApi.checkRequest(path, json);
        }
        return reply;
    }

    Reply post(String path, byte[] bytes) {
        return send("POST", path, HttpRequest.BodyPublishers.ofByteArray(bytes));
    }

    private Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> found = new TreeMap<>();
            response.headers().map().forEach((name, values) -> found.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            Reply reply = new Reply(response.statusCode(), response.body(), found);
            if (reply.header("content-type").equals(Answer.JSON)
                    && !path.equals("/openapi.json")
                    && reply.status() != 404
                    && reply.status() != 405) {
                OpenApi.check(method, path, reply.status(), reply.body());
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same in a thread of its own. */
    CompletableFuture<Reply> later(String path, String json) {
        return CompletableFuture.supplyAsync(() -> post(path, json), work -> new Thread(work).start());
    }

    /** What comes back to these bytes, as far as its first 600. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return received(socket, 600);
        }
    }

    /** What comes on a connection, as far as so many bytes; where bytes of ours were left unread, it may end in a reset. */
    static String received(Socket socket, int most) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = bytes.size() < most ? in.read() : -1) {
                bytes.write(next);
            }
        } catch (SocketException e) {
            if (bytes.size() == 0) {
                throw e;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Waits until it is so, or until the test's time is up. */
    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new IllegalStateException("interrupted while waiting");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Lets scorers pass that a failed test has left waiting, since a server ends when its last batch is computed. */
    @Override
    public void close() {
        for (RowScorer scorer : scorers) {
            if (scorer instanceof CharacterScorer held) {
                held.pass(1000);
            }
        }
        server.close();
    }
}
