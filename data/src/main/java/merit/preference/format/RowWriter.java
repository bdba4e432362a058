package merit.preference.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes rows to {@code .jsonl}, {@code .json}, {@code .csv} (each also {@code .gz}) or {@code .parquet}; {@code -} is JSON
 * Lines on standard output. A file is written beside its place and moved there by {@link #finish()}: until then, and after
 * any failure, what was there before is intact.
 */
public final class RowWriter implements AutoCloseable {
    private final @Nullable Path target;
    private final @Nullable Path beside;
    private final OutputStream bytes;
    private boolean closed;

    private RowWriter(@Nullable Path target, @Nullable Path beside, OutputStream bytes) {
        this.target = target;
        this.beside = beside;
        this.bytes = bytes;
    }

    /** Opens a writer for a file's name, whose ending says the form. */
    public static RowWriter open(String file) {
        FileKind.of(file);
        try {
            if (file.equals(FileKind.STANDARD_STREAM)) {
                return new RowWriter(null, null, System.out);
            }
            Path target = Path.of(file).toAbsolutePath();
            Path folder = target.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path beside = target.resolveSibling("." + target.getFileName() + ".part");
            OutputStream stream = new BufferedOutputStream(Files.newOutputStream(beside));
            return new RowWriter(target, beside, FileKind.isGz(file) ? new GZIPOutputStream(stream) : stream);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    public void write(ObjectNode row) {
        try {
            bytes.write(Json.MAPPER.writeValueAsBytes(row));
            bytes.write('\n');
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Everything is written: the file takes its place. */
    public void finish() {
        try {
            if (target == null || beside == null) {
                bytes.flush();
            } else {
                bytes.close();
                Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            closed = true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(target + ": cannot be written: " + e.getMessage(), e);
    }

    /** Gives up what was written, unless it was finished. */
    @Override
    public void close() {
        if (closed || beside == null) {
            return;
        }
        closed = true;
        try {
            bytes.close();
        } catch (IOException e) {
            // The part is deleted: what could not be flushed to it does not matter.
        }
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
