package merit.preference.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.store.Digest;

/**
 * SHA-256 of files by their path, and how many lines they have.
 *
 * @param lines of all of them together; about the number of rows where they are not packed
 */
public record FileHashes(Map<String, String> sums, long lines) {
    private static final int BUFFER = 1 << 16;

    public FileHashes {
        sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
    }

    /** Reads each of them once. */
    public static FileHashes of(List<String> paths) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        long lines = 0;
        for (String path : paths) {
            if (!sums.containsKey(path)) {
                MessageDigest digest = Digest.sha256();
                lines += read(path, digest);
                sums.put(path, HexFormat.of().formatHex(digest.digest()));
            }
        }
        return new FileHashes(sums, lines);
    }

    private static long read(String path, MessageDigest digest) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream bytes = Files.newInputStream(Path.of(path))) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}
