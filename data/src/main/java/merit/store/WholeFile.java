package merit.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Texts in files of which nobody sees a half. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes a text into a file, beside and then into its place; folders on the way are made. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot be written (" + e.getMessage()
                            + "); what was there before is unchanged; make room, or give another folder",
                    e);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
