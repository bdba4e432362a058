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
 * @param deadline for a call in all, retries included
 * @param rows the most texts of one request
 */
public record ClientConfig(
        List<URI> servers, @Nullable String key, @Nullable String model, Duration deadline, int rows) {
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
        if (deadline.isNegative() || deadline.isZero() || rows < 1) {
            throw new IllegalArgumentException(
                    "deadline and rows: found " + deadline + " and " + rows + ", need some time, and 1 row or more");
        }
    }

    /** No key, the first model, a minute, 256 texts a request. */
    public static ClientConfig of(String... servers) {
        return new ClientConfig(
                List.of(servers).stream().map(URI::create).toList(), null, null, Duration.ofMinutes(1), 256);
    }

    public ClientConfig withKey(String bearer) {
        return new ClientConfig(servers, bearer, model, deadline, rows);
    }

    public ClientConfig withModel(String name) {
        return new ClientConfig(servers, key, name, deadline, rows);
    }

    public ClientConfig withDeadline(Duration time) {
        return new ClientConfig(servers, key, model, time, rows);
    }

    public ClientConfig withRows(int most) {
        return new ClientConfig(servers, key, model, deadline, most);
    }
}
