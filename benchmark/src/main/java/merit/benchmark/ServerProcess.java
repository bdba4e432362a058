package merit.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own, asked over loopback. Close it: then it is told to end, and waited for. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int END_SECONDS = 90;
    private static final int TOLD = 1500;

    private final Recipe recipe;
    private final Path log;
    private final Process process;
    private final long began = System.nanoTime();

    /** Ends the server where this process is ended first. */
    private final Thread withoutUs = new Thread(this::kill);

    private final HttpClient http = Load.client();

    /**
     * How a server is started.
     *
     * @param name for messages
     * @param words of its command
     * @param environment beside this process's own
     * @param port that the words tell it to listen on
     * @param ready a path that answers with 200 once it can be asked
     */
    record Recipe(String name, List<String> words, Map<String, String> environment, int port, String ready) {}

    private ServerProcess(Recipe recipe) throws IOException {
        this.recipe = recipe;
        log = Files.createTempFile("merit-server", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(recipe.words()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(recipe.environment());
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(withoutUs);
    }

    /** Started, and not waited for. */
    static ServerProcess start(Recipe recipe) throws IOException {
        return new ServerProcess(recipe);
    }

    /** {@code merit serve RUN}, with the flags that this process has of Java; waited for. */
    static ServerProcess merit(Path run, String... options) throws IOException {
        ServerProcess server = start(meritRecipe(List.of(), run, List.of(options)));
        server.awaitReady();
        return server;
    }

    /** @param java flags beside those that this process has */
    static Recipe meritRecipe(List<String> java, Path run, List<String> options) {
        int port = freePort();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(java);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "merit.cli.Merit", "serve", run.toString()));
        words.addAll(List.of("--port", Integer.toString(port)));
        words.addAll(options);
        return new Recipe("merit serve", words, Map.of(), port, "/health/ready");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }

    /**
     * Waits until it can be asked.
     *
     * @return seconds from its start, to some 20 ms
     * @throws UncheckedIOException where it ends before, or takes minutes
     */
    double awaitReady() {
        while (status(recipe.ready()) != 200) {
            if (!process.isAlive() || elapsed().compareTo(START_LIMIT) > 0) {
                String end = logged();
                close();
                throw new UncheckedIOException(new IOException(
                        recipe.name() + " did not start: " + end.substring(Math.max(0, end.length() - TOLD))));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return elapsed().toNanos() / 1e9;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What is answered to a GET; 0 where nothing is. */
    int status(String path) {
        try {
            return http.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path));
    }

    String url() {
        return "http://127.0.0.1:" + recipe.port();
    }

    int port() {
        return recipe.port();
    }

    /** What it wrote so far. */
    String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessFigures figures() {
        return ProcessFigures.of(process.pid());
    }

    /** Stops it where it stands, so that it takes nothing of the machine while others are measured. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(withoutUs);
        } catch (IllegalStateException e) {
            return; // this process ends, and takes the server along
        }
        resume();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
