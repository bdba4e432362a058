package merit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a {@link RecordFile} beside its place, and moves it there once it is whole; nothing is left of one that is closed before that. In
 * memory is a megabyte, however many records there are: their offsets wait in a file of their own. Not thread-safe.
 */
public final class RecordWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 19;

    private final Path path;
    private final byte[] key;
    private final Path unfinished;
    private final Path unfinishedOffsets;
    private final FileChannel records;
    private final FileChannel offsets;
    private final ByteBuffer recordBuffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer offsetBuffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C sum = new CRC32C();
    private long end = RecordHeader.BYTES;
    private int count;
    private int longest;

    /**
     * Begins a file; several processes may write the same one, and the last to finish wins.
     *
     * @param key what the records depend on, 32 bytes
     * @throws IOException where nothing can be written there
     */
    public RecordWriter(Path path, byte[] key) throws IOException {
        this.path = path;
        this.key = key.clone();
        Path folder = Files.createDirectories(path.toAbsolutePath().getParent());
        this.unfinished = temporary(folder, ".tmp");
        this.unfinishedOffsets = temporary(folder, ".offsets.tmp");
        this.records = FileChannel.open(unfinished, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.offsets = FileChannel.open(unfinishedOffsets, StandardOpenOption.READ, StandardOpenOption.WRITE);
        records.position(RecordHeader.BYTES);
    }

    private Path temporary(Path folder, String suffix) throws IOException {
        Path file = Files.createTempFile(folder, path.getFileName() + "-", suffix);
        file.toFile().deleteOnExit();
        return file;
    }

    /** Adds a record. */
    public void add(byte[] record) throws IOException {
        addOffset();
        longest = Math.max(longest, record.length);
        count = Math.addExact(count, 1);
        write(record);
    }

    private void addOffset() throws IOException {
        if (offsetBuffer.remaining() < Long.BYTES) {
            drain(offsetBuffer, offsets);
        }
        offsetBuffer.putLong(end);
    }

    private void write(byte[] bytes) throws IOException {
        sum.update(bytes);
        end += bytes.length;
        if (bytes.length > recordBuffer.remaining()) {
            drain(recordBuffer, records);
        }
        if (bytes.length > recordBuffer.remaining()) {
            fill(ByteBuffer.wrap(bytes), records);
        } else {
            recordBuffer.put(bytes);
        }
    }

    private void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
        fill(buffer.flip(), channel);
        buffer.clear();
    }

    private void fill(ByteBuffer bytes, FileChannel channel) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private IOException unwritable(IOException e) {
        String reason = e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(e.getMessage());
        return new IOException(
                path + ": cannot be written (" + reason + "); nothing is left of it; make room, or give another folder",
                e);
    }

    /**
     * Ends the file with a note and moves it into place.
     *
     * @throws IOException where the disk is full, or the file cannot be moved
     */
    public void finish(String note) throws IOException {
        long offsetsAt = end;
        addOffset(); // of the end of the last
        drain(offsetBuffer, offsets);
        offsets.position(0);
        ByteBuffer part = ByteBuffer.allocate(BUFFER);
        while (offsets.read(part) >= 0) {
            byte[] some = new byte[part.flip().remaining()];
            part.get(some).clear();
            write(some);
        }
        long noteAt = end;
        write(note.getBytes(StandardCharsets.UTF_8));
        drain(recordBuffer, records);
        RecordHeader header = new RecordHeader(key, count, longest, offsetsAt, noteAt, end, (int) sum.getValue());
        records.position(0);
        fill(header.toBytes(), records);
        try {
            records.force(true);
            records.close();
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
        offsets.close();
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(unfinishedOffsets);
    }
}
