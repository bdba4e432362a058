package merit.serving;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A real Chromium without a window, spoken to over its debugging protocol. */
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();
    /** Why the browser says nothing any more; null while it does. */
    private volatile @Nullable Throwable lost;

    private final Path profile;
    private final Process process;
    private final WebSocket socket;

    private Browser(Path executable, Path profile) throws IOException, InterruptedException {
        this.profile = profile;
        process = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.log").toFile())
                .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
            if (!process.isAlive()) {
                throw new IOException("the browser ended: " + Files.readString(profile.resolve("browser.log")));
            }
            LockSupport.parkNanos(20_000_000);
        }
        String port = Files.readAllLines(portFile).get(0);
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"))
                .build();
        String page = "";
        while (page.isEmpty()) { // it may listen before it has its first page
            page = page(http.send(list, HttpResponse.BodyHandlers.ofString()).body());
        }
        socket = http.newWebSocketBuilder().buildAsync(URI.create(page), this).join();
    }

    /** The address of the page among what can be debugged; empty where there is none. */
    private static String page(String targets) {
        String page = "";
        for (JsonNode target : JSON.readTree(targets)) {
            page = target.path("type").asString("").equals("page")
                    ? target.get("webSocketDebuggerUrl").stringValue()
                    : page;
        }
        return page;
    }

    /** The browser of this machine, opened; where there is none, the test is skipped. */
    static Browser openOrSkip() throws IOException, InterruptedException {
        Path executable = executable();
        Assumptions.assumeTrue(executable != null, "no Chromium on this machine");
        return new Browser(Objects.requireNonNull(executable), Files.createTempDirectory("merit-browser"));
    }

    private static @Nullable Path executable() {
        return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Goes to a page, in the colours of a {@code light} or {@code dark} scheme, and leaves the one that was shown. */
    void show(String scheme, String address) {
        value("window.shownBefore = true");
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        send("Page.navigate", Map.of("url", address));
        await("!window.shownBefore");
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            JsonNode answer = JSON.readTree(message.toString());
            message.setLength(0);
            CompletableFuture<JsonNode> asked = waiting.remove(answer.path("id").asInt(-1));
            if (asked != null) {
                asked.complete(answer);
            }
        }
        return null;
    }

    JsonNode send(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Throwable failure = lost;
        if (failure != null) {
            answer.completeExceptionally(failure);
        }
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        try {
            return answer.get(); // until the test's time is up
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(method + " has no answer", e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        onError(from, new IOException("the browser has closed the connection: " + status + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        lost = failure;
        waiting.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    /** The value of an expression in the page. */
    JsonNode value(String expression) {
        JsonNode answer = evaluated(expression);
        if (answer.at("/result/exceptionDetails").isObject()) {
            throw new IllegalStateException(expression + ": " + answer.at("/result/exceptionDetails"));
        }
        return answer.at("/result/result/value");
    }

    private JsonNode evaluated(String expression) {
        return send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    }

    String text(String expression) {
        return value(expression).asString("");
    }

    /** Waits until an expression is true, or until the test's time is up; one that fails is not true yet. */
    void await(String expression) {
        String asked = "!!(" + expression + ")";
        String page = "";
        try {
            for (JsonNode said = evaluated(asked); !isTrue(said); said = evaluated(asked)) {
                page = said.at("/result/exceptionDetails/exception/description").asString("") + " "
                        + evaluated("document.body?.innerText")
                                .at("/result/result/value")
                                .asString("");
                Thread.sleep(20);
            }
        } catch (InterruptedException | IllegalStateException e) {
            throw new IllegalStateException("never came true: " + expression + "; the page: " + page, e);
        }
    }

    private static boolean isTrue(JsonNode evaluated) {
        return evaluated.at("/result/result/value").asBoolean(false);
    }

    void press(String key, int code, int modifiers) {
        send(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        "keyDown",
                        "key",
                        key,
                        "code",
                        key,
                        "windowsVirtualKeyCode",
                        code,
                        "modifiers",
                        modifiers));
        send(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type",
                        "keyUp",
                        "key",
                        key,
                        "code",
                        key,
                        "windowsVirtualKeyCode",
                        code,
                        "modifiers",
                        modifiers));
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // Its children may still write there; the folder is a temporary one.
        }
    }
}
