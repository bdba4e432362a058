package merit.preference.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes rows to {@code .jsonl}, {@code .json}, {@code .csv} (each also {@code .gz}) or {@code .parquet}; {@code -} is JSON
 * Lines on standard output. A file is written beside its place and moved there by {@link #finish()}: until then, and after
 * any failure, what was there before is intact. Closing without finishing gives up.
 */
public final class RowWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private final String file;
    private final @Nullable Path beside;
    private final RowSink sink;
    private boolean closed;

    private RowWriter(String file, @Nullable Path beside, RowSink sink) {
        this.file = file;
        this.beside = beside;
        this.sink = sink;
    }

    /** Opens a writer for a file's name, whose ending says the form. Folders on the way are made. */
    public static RowWriter open(String file) {
        FileKind kind = FileKind.of(file);
        if (file.equals(FileKind.STANDARD_STREAM)) {
            return new RowWriter(file, null, new JsonSink(new StandardOutput(), false));
        }
        Path target = Path.of(file).toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new DataFileException(file + ": found a folder, need the name of a file");
        }
        String part = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part";
        Path beside = target.resolveSibling(part);
        try {
            Files.createDirectories(target.resolveSibling(""));
            beside.toFile().deleteOnExit(); // where Ctrl-C comes before close()
            return new RowWriter(file, beside, sink(file, kind, beside));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static RowSink sink(String file, FileKind kind, Path beside) throws IOException {
        if (kind == FileKind.PARQUET) {
            return new ParquetSink(file, beside);
        }
        OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(beside), BUFFER);
        OutputStream packed = FileKind.isGz(file) ? new GZIPOutputStream(bytes, BUFFER) : bytes;
        return kind == FileKind.CSV ? new CsvSink(packed, beside) : new JsonSink(packed, kind == FileKind.JSON);
    }

    public void write(ObjectNode row) {
        try {
            sink.write(row);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Everything is written: the file takes its place. */
    public void finish() {
        try {
            sink.finish();
            if (beside != null) {
                try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(
                        beside,
                        Path.of(file).toAbsolutePath(),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
            closed = true;
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static UncheckedIOException failed(String file, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String remedy = reason.contains("space") ? "; make room, or write elsewhere" : "";
        return new UncheckedIOException(
                file + ": cannot be written (" + reason + "); what was there before is unchanged" + remedy, e);
    }

    /** Gives up what was written, unless it was finished. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            sink.abandon();
        } catch (IOException e) {
            if (beside == null) {
                throw failed(file, e);
            } // else the part is deleted: what could not be flushed to it does not matter
        }
        try {
            if (beside != null) {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }
}
