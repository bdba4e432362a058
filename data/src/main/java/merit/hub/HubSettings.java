package merit.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where models are looked for, by the environment variables of Hugging Face's own libraries (huggingface_hub, "Environment
 * variables").
 *
 * @param endpoint the hub ({@code HF_ENDPOINT})
 * @param cache the shared cache ({@code HF_HUB_CACHE}, or {@code hub} in {@code HF_HOME})
 * @param token that opens private and gated models ({@code HF_TOKEN}, or the file {@code token} in {@code HF_HOME}), or null
 * @param offline whether the cache is all there is ({@code HF_HUB_OFFLINE})
 */
public record HubSettings(
        URI endpoint, Path cache, @Nullable String token, boolean offline) {
    private static final String ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

    /**
     * What an environment says.
     *
     * @throws IllegalArgumentException where the endpoint is no address
     */
    public static HubSettings of(Map<String, String> environment) {
        Path home = home(environment);
        String cache = environment.getOrDefault("HF_HUB_CACHE", environment.get("HUGGINGFACE_HUB_CACHE"));
        return new HubSettings(
                endpoint(environment.getOrDefault("HF_ENDPOINT", ENDPOINT)),
                cache == null ? home.resolve("hub") : Path.of(cache),
                token(environment, home),
                TRUE.contains(environment.getOrDefault("HF_HUB_OFFLINE", "").toLowerCase(Locale.ROOT)));
    }

    private static Path home(Map<String, String> environment) {
        String home = environment.get("HF_HOME");
        if (home != null) {
            return Path.of(home);
        }
        String caches = environment.get("XDG_CACHE_HOME");
        return (caches == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches))
                .resolve("huggingface");
    }

    private static URI endpoint(String text) {
        String plain = text.replaceAll("/+$", "");
        if (!plain.matches("https?://[^\\s]+")) {
            throw new IllegalArgumentException(
                    "HF_ENDPOINT: found \"" + text + "\", need an address that begins with http:// or https://");
        }
        return URI.create(plain);
    }

    private static @Nullable String token(Map<String, String> environment, Path home) {
        String token = environment.get("HF_TOKEN");
        if (token == null) {
            Path file = Path.of(environment.getOrDefault(
                    "HF_TOKEN_PATH", home.resolve("token").toString()));
            try {
                token = Files.isReadable(file) ? Files.readString(file) : "";
            } catch (IOException e) {
                throw new IllegalArgumentException(file + ": the hub's token cannot be read: " + e.getMessage(), e);
            }
        }
        return token.isBlank() ? null : token.strip();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return endpoint + ", cache " + cache + (token == null ? "" : ", with a token") + (offline ? ", offline" : "");
    }
}
