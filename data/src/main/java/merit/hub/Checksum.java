package merit.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file against the name that the hub gives its content: the SHA-256 of a large file, the hash that git gives any other (SHA-1 of
 * {@code blob}, its size, a zero and the content). Other names say nothing of the content.
 */
final class Checksum {
    private static final int SHA256_DIGITS = 64;
    private static final int GIT_DIGITS = 40;

    private Checksum() {}

    /** Whether a file's content has this name, or the name is of neither kind. */
    static boolean holds(Path file, String name) throws IOException {
        if (!name.matches("[0-9a-f]+") || (name.length() != SHA256_DIGITS && name.length() != GIT_DIGITS)) {
            return true;
        }
        MessageDigest digest = digest(name.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1");
        if (name.length() == GIT_DIGITS) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(name);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
