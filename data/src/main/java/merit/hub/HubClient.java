package merit.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hub's protocol: a list of a model's files, what is known of a file, and its content from any byte on. The token goes to the hub
 * alone, never to the store that it sends a download on to. Thread-safe.
 */
final class HubClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final int HOPS = 5;
    private static final int PARTIAL = 206;
    private static final int BUFFER = 1 << 16;

    private final HubSettings settings;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    HubClient(HubSettings settings) {
        this.settings = settings;
    }

    /** A model's files at a commit. */
    record Listing(String commit, List<String> files) {}

    /**
     * What the hub says of a file.
     *
     * @param content its name in the cache
     * @param size in bytes; 0 where unknown
     * @param place where it is to be had
     */
    record Remote(String content, long size, URI place) {}

    Listing list(HubName name) throws IOException {
        URI uri = URI.create(
                settings.endpoint() + "/api/models/" + name.repository() + "/revision/" + encoded(name.revision()));
        HttpResponse<InputStream> answer = get(uri, name, 0);
        try (InputStream body = answer.body()) {
            JsonNode json = JSON.readTree(body.readAllBytes());
            List<String> files = new ArrayList<>();
            json.path("siblings")
                    .forEach(file -> files.add(file.path("rfilename").asString("")));
            String commit = json.path("sha").asString("");
            if (!commit.matches("[0-9a-f]{40}")) {
                throw new IOException(
                        uri + ": found no commit in the answer, need a hub that speaks Hugging Face's protocol");
            }
            return new Listing(commit, files);
        } catch (JacksonException e) {
            throw new IOException(uri + ": found no JSON, need a hub that speaks Hugging Face's protocol", e);
        }
    }

    Remote look(HubName name, String commit, String file) throws IOException {
        URI uri =
                URI.create(settings.endpoint() + "/" + name.repository() + "/resolve/" + commit + "/" + encoded(file));
        for (int hop = 0; hop < HOPS; hop++) {
            HttpResponse<Void> answer = send(
                    request(uri)
                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            boolean moved = MOVED.contains(answer.statusCode());
            if (!moved) {
                check(answer.statusCode(), uri, name);
            }
            String location = answer.headers().firstValue("location").orElse("");
            URI next = moved ? uri.resolve(location) : uri;
            String content = header(answer, "x-linked-etag", "etag");
            if (!moved || (!content.isEmpty() && !isHub(next))) {
                return new Remote(safe(content, uri), size(answer), next);
            }
            uri = next;
        }
        throw new IOException(uri + ": sent on more than " + HOPS + " times");
    }

    /** Adds what is missing to the end of a file; begins it again where the store does not continue. */
    void fetch(HubName name, Remote remote, Path into, HubProgress progress) throws IOException {
        long there = Files.exists(into) ? Files.size(into) : 0;
        if (remote.size() > 0 && there >= remote.size()) {
            if (there == remote.size()) {
                return;
            }
            Files.delete(into);
            there = 0;
        }
        HttpResponse<InputStream> answer = get(remote.place(), name, there);
        boolean goesOn = answer.statusCode() == PARTIAL;
        long done = goesOn ? there : 0;
        try (InputStream body = answer.body();
                OutputStream out = Files.newOutputStream(
                        into,
                        StandardOpenOption.CREATE,
                        goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read > 0; read = body.read(buffer)) {
                out.write(buffer, 0, read);
                done += read;
                progress.on("", done, remote.size());
            }
        }
        if (remote.size() > 0 && done != remote.size()) {
            throw new IOException("the connection ended after " + done + " of " + remote.size() + " bytes");
        }
    }

    private HttpResponse<InputStream> get(URI start, HubName name, long from) throws IOException {
        URI uri = start;
        for (int hop = 0; hop < HOPS; hop++) {
            HttpRequest.Builder request = request(uri);
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
            }
            HttpResponse<InputStream> answer = send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (!MOVED.contains(answer.statusCode())) {
                if (answer.statusCode() >= 300) {
                    answer.body().close();
                }
                check(answer.statusCode(), uri, name);
                return answer;
            }
            answer.body().close();
            uri = uri.resolve(answer.headers().firstValue("location").orElse(""));
        }
        throw new IOException(start + ": sent on more than " + HOPS + " times");
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("User-Agent", "merit");
        String token = settings.token();
        return token != null && isHub(uri) ? request.header("Authorization", "Bearer " + token) : request;
    }

    private boolean isHub(URI uri) {
        return settings.endpoint().getAuthority().equals(uri.getAuthority())
                && settings.endpoint().getScheme().equals(uri.getScheme());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while downloading " + request.uri());
        }
    }

    private void check(int status, URI uri, HubName name) throws IOException {
        switch (status) {
            case 200, PARTIAL -> {
                // what was asked for
            }
            case 401, 403 ->
                throw new IllegalArgumentException("model " + name + ": the hub refuses it (" + status + "); found "
                        + (settings.token() == null ? "no token" : "a token without access")
                        + ", need one that may read it: set HF_TOKEN, and accept the model's terms on its page");
            case 404 ->
                throw new IllegalArgumentException("model " + name + ": found no such model, revision or file at "
                        + settings.endpoint() + " (404); check the name, or give a folder");
            default -> throw new IOException(uri + ": the hub answers " + status);
        }
    }

    private static long size(HttpResponse<?> answer) {
        String size = header(answer, "x-linked-size", "content-length");
        return size.matches("\\d{1,18}") ? Long.parseLong(size) : 0;
    }

    private static String header(HttpResponse<?> answer, String first, String second) {
        return answer.headers()
                .firstValue(first)
                .or(() -> answer.headers().firstValue(second))
                .orElse("");
    }

    /** The name without quotes and {@code W/}; it becomes a file's name, so it may hold no more than a name does. */
    private static String safe(String tag, URI uri) throws IOException {
        String name = tag.replaceFirst("^W/", "").replace("\"", "");
        if (!name.matches("[\\w-]{1,200}")) {
            throw new IOException(uri + ": found the content's name \"" + tag + "\", need letters and digits");
        }
        return name;
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
