package merit.preference.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a file or of standard input, unpacked where they are gzipped (seen from the bytes, not from the name). */
final class ByteSource {
    private static final int BUFFER = 1 << 16;

    private ByteSource() {}

    static InputStream open(String file) {
        InputStream bytes;
        try {
            bytes = new BufferedInputStream(raw(file), BUFFER);
        } catch (IOException e) {
            throw broken(file, e);
        }
        try {
            return unpacked(file, bytes);
        } catch (RuntimeException e) {
            closeAfter(e, bytes);
            throw e;
        }
    }

    private static InputStream unpacked(String file, InputStream bytes) {
        try {
            bytes.mark(2);
            boolean gzipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
            bytes.reset();
            if (!gzipped && FileKind.isGz(file)) {
                throw new DataFileException(
                        file + ": found a file that is not gzipped, need gzip; take .gz off its name");
            }
            return gzipped ? new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER) : bytes;
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    /** Closes what nobody will read after this failure. */
    static void closeAfter(RuntimeException failure, InputStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static InputStream raw(String file) throws IOException {
        if (file.equals(FileKind.STANDARD_STREAM)) {
            return System.in;
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw missing(file);
        }
        if (Files.isDirectory(path)) {
            throw new DataFileException(file + ": found a folder, need a file");
        }
        return Files.newInputStream(path);
    }

    static DataFileException missing(String file) {
        return new DataFileException(file + ": no such file; found nothing at "
                + Path.of(file).toAbsolutePath().normalize());
    }

    /** What to tell the user of a failure to read. */
    static DataFileException broken(String where, IOException e) {
        if (e instanceof EOFException) {
            return new DataFileException(
                    where + ": the gzip stream ends too early: found a part, need the whole file;"
                            + " it was cut off, fetch it again",
                    e);
        }
        if (e instanceof ZipException) {
            return new DataFileException(
                    where + ": the gzip stream is damaged (" + e.getMessage() + "); fetch the file again", e);
        }
        return new DataFileException(where + ": cannot be read: " + e.getMessage(), e);
    }
}
