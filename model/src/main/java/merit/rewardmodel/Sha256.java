package merit.rewardmodel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fingerprints of files, as {@code sha256sum} prints them. */
final class Sha256 {
    private Sha256() {}

    /** Those of the files of a folder that are there, by name. */
    static Map<String, String> of(Path folder, List<String> names) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            if (Files.exists(folder.resolve(name))) {
                found.put(name, of(folder.resolve(name)));
            }
        }
        return found;
    }

    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = digest();
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
