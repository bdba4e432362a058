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
        JsonNode pages = JSON.readTree(
                http.send(list, HttpResponse.BodyHandlers.ofString()).body());
        String page = "";
        for (JsonNode target : pages) {
            page = target.path("type").asString("").equals("page")
                    ? target.get("webSocketDebuggerUrl").stringValue()
                    : page;
        }
        socket = http.newWebSocketBuilder().buildAsync(URI.create(page), this).join();
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

    /** Goes to a page, in the colours of a {@code light} or {@code dark} scheme. */
    void show(String scheme, String address) {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        send("Page.navigate", Map.of("url", address));
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
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** The value of an expression in the page. */
    JsonNode value(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.at("/result/exceptionDetails").isObject()) {
            throw new IllegalStateException(expression + ": " + answer.at("/result/exceptionDetails"));
        }
        return answer.at("/result/result/value");
    }

    String text(String expression) {
        return value(expression).asString("");
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        for (int i = 0; i < 600 && !value("!!(" + expression + ")").asBoolean(false); i++) {
            LockSupport.parkNanos(20_000_000);
        }
        if (!value("!!(" + expression + ")").asBoolean(false)) {
            throw new IllegalStateException(
                    "never came true: " + expression + "; the page: " + text("document.body.innerText"));
        }
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
