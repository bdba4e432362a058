package merit.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ScorerClient} asks.
 *
 * @param servers with the same model, tried in turn; e.g. {@code http://localhost:8000}
 * @param key sent as a bearer key, or null
 * @param model by name, or null for each server's first
 * @param deadline for a call in all, with all its requests and retries
 * @param rows the most texts of one request
 * @param bytes the most bytes of one request, unless one text alone has more; a server takes two million where nobody said otherwise
 */
public record ClientConfig(
        List<URI> servers, @Nullable String key, @Nullable String model, Duration deadline, int rows, int bytes) {
    public ClientConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: found none, need one or more addresses");
        }
        for (URI server : servers) {
            if (server.getHost() == null
                    || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
                throw new IllegalArgumentException(
                        "server: found " + server + ", need an address such as http://localhost:8000");
            }
        }
        if (deadline.isNegative() || deadline.isZero() || rows < 1 || bytes < 1) {
            throw new IllegalArgumentException("deadline, rows and bytes: found " + deadline + ", " + rows + " and "
                    + bytes + ", need some time, and 1 or more of both");
        }
    }

    /** No key, the first model, a minute for a call, 256 texts or a million bytes a request. */
    public static ClientConfig of(String... servers) {
        return new ClientConfig(
                List.of(servers).stream().map(URI::create).toList(), null, null, Duration.ofMinutes(1), 256, 1_000_000);
    }

    public ClientConfig withKey(String bearer) {
        return new ClientConfig(servers, bearer, model, deadline, rows, bytes);
    }

    public ClientConfig withModel(String name) {
        return new ClientConfig(servers, key, name, deadline, rows, bytes);
    }

    public ClientConfig withDeadline(Duration time) {
        return new ClientConfig(servers, key, model, time, rows, bytes);
    }

    public ClientConfig withRows(int most) {
        return new ClientConfig(servers, key, model, deadline, most, bytes);
    }

    public ClientConfig withBytes(int most) {
        return new ClientConfig(servers, key, model, deadline, rows, most);
    }

    /** Without the key, since this ends in logs. */
    @Override
    public String toString() {
        return "ClientConfig[servers=" + servers + ", key=" + (key == null ? "none" : "...") + ", model=" + model
                + ", deadline=" + deadline + ", rows=" + rows + ", bytes=" + bytes + "]";
    }
}
