package merit.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hub of one model on this machine, and the store to which it sends downloads of large files: list, HEAD with the content's name,
 * redirect, ranges. It can break connections off.
 */
final class HubServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String REPOSITORY = "someone/tiny-reward";

    final Map<String, byte[]> files = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();
    final List<String> tokensAtStore = new ArrayList<>();

    /** Break off so many answers of the store, each after half of what is left. */
    int breaks;

    /** What the hub asks for, or null. */
    @Nullable
    String token;

    private final HttpServer hub = serve(this::answerAsHub);
    private final HttpServer store = serve(this::answerAsStore);

    private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    private synchronized void answerAsHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        if (token != null
                && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, new byte[0], 0);
        } else if (path.equals("/api/models/" + REPOSITORY + "/revision/main")) {
            String names = files.keySet().stream()
                    .map(name -> "{\"rfilename\":\"" + name + "\"}")
                    .collect(Collectors.joining(","));
            String json = "{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + names + "]}";
            send(exchange, 200, json.getBytes(StandardCharsets.UTF_8), 0);
        } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + COMMIT + "/")) {
            file(exchange, path.substring(path.lastIndexOf('/') + 1));
        } else {
            send(exchange, 404, new byte[0], 0);
        }
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        if (content == null) {
            send(exchange, 404, new byte[0], 0);
        } else if (name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash("SHA-256", content) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", "" + content.length);
            exchange.getResponseHeaders()
                    .set("Location", "http://127.0.0.1:" + store.getAddress().getPort() + "/" + name);
            send(exchange, 302, new byte[0], 0);
        } else {
            exchange.getResponseHeaders().set("ETag", "W/\"" + gitHash(content) + "\"");
            send(exchange, 200, content, 0);
        }
    }

    private synchronized void answerAsStore(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            tokensAtStore.add(authorization);
        }
        String name = exchange.getRequestURI().getPath().substring(1);
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add("STORE " + name + (range == null ? "" : " " + range));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        send(exchange, from == 0 ? 200 : 206, files.getOrDefault(name, new byte[0]), from);
    }

    private void send(HttpExchange exchange, int status, byte[] content, int from) throws IOException {
        int left = content.length - from;
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", "" + left);
        }
        exchange.sendResponseHeaders(status, head || left == 0 ? -1 : left);
        if (!head && left > 0) {
            boolean broken = breaks > 0 && content.length > 10_000;
            OutputStream out = exchange.getResponseBody();
            out.write(content, from, broken ? left / 2 : left);
            out.flush();
            if (broken) {
                breaks--;
            }
        }
        exchange.close();
    }

    private static String gitHash(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return hash("SHA-1", all);
    }

    static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
