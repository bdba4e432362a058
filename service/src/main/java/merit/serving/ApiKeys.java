package merit.serving;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bearer keys. Kept and compared as SHA-256, each with all, so that the time says nothing of how much of a key was right. Thread-safe.
 */
public final class ApiKeys {
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private static final String SCHEME = "Bearer ";
    private static final int SHORTEST = 8;

    private final List<byte[]> digests;

    private ApiKeys(List<String> keys) {
        digests = keys.stream().map(ApiKeys::digest).toList();
    }

    /** @throws IllegalArgumentException for a key that is too short or cannot stand in a header */
    public static ApiKeys of(List<String> keys) {
        for (String key : keys) {
            if (key.length() < SHORTEST || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("an API key: found one of " + key.length() + " characters, need "
                        + SHORTEST + " or more, of ASCII without blanks");
            }
        }
        return new ApiKeys(keys);
    }

    /** The keys of a file, one a line; empty lines and lines that begin with # do not count. */
    public static List<String> read(Path file) throws IOException {
        List<String> keys = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(file + ": found no key, need one a line");
        }
        return keys;
    }

    boolean isEmpty() {
        return digests.isEmpty();
    }

    int count() {
        return digests.size();
    }

    /** Which of the keys an {@code Authorization} header holds, from 0; -1 for none. */
    int find(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return -1;
        }
        byte[] given = digest(authorization.substring(SCHEME.length()).strip());
        int found = -1;
        for (int i = 0; i < digests.size(); i++) {
            found = MessageDigest.isEqual(digests.get(i), given) ? i : found;
        }
        return found;
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
