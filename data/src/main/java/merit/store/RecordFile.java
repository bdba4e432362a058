package merit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Records by number in a memory-mapped file that was written once by a {@link RecordWriter}: a {@link RecordHeader}, the records, the
 * offset of each and of their end as 8 bytes, and a note. What is read is in the system's page cache, not in Java's heap. The mapping
 * lasts as long as this object is reachable; the file may be deleted meanwhile, but not written to. Thread-safe.
 */
public final class RecordFile {
    private static final long SEGMENT = 1L << 30;
    private static final int CHECKED_AT_ONCE = 1 << 20;

    private final Path path;
    private final long segment;
    private final RecordHeader header;
    private final MappedByteBuffer[] segments;
    private final String note;

    private RecordFile(Path path, FileChannel channel, RecordHeader header, long segment) throws IOException {
        this.path = path;
        this.segment = segment;
        this.header = header;
        this.segments = new MappedByteBuffer[(int) (header.end() / segment) + 1];
        for (int s = 0; s < segments.length; s++) {
            long from = s * segment;
            // A record that begins in a segment can be read there to its end.
            long bytes = Math.min(segment + Math.max(header.longest(), 2 * Long.BYTES), header.end() - from);
            segments[s] = channel.map(FileChannel.MapMode.READ_ONLY, from, bytes);
        }
        byte[] text = new byte[Math.toIntExact(header.end() - header.noteAt())];
        read(channel, ByteBuffer.wrap(text), header.noteAt());
        this.note = new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Opens a file and reads it once, to see that it is whole.
     *
     * @param key what its records must depend on, 32 bytes
     * @throws UnusableFileException where it is cut off, altered, of another version or of another key
     * @throws IOException where it cannot be read
     */
    public static RecordFile open(Path path, byte[] key) throws IOException, UnusableFileException {
        return open(path, key, SEGMENT);
    }

    /** @param segment bytes that are mapped together, at most about 2^31 less those of the longest record */
    static RecordFile open(Path path, byte[] key, long segment) throws IOException, UnusableFileException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < RecordHeader.BYTES) {
                throw new UnusableFileException("a file that was cut off");
            }
            ByteBuffer first = ByteBuffer.allocate(RecordHeader.BYTES);
            read(channel, first, 0);
            RecordHeader header = RecordHeader.of(first.flip());
            if (!Arrays.equals(header.key(), key)) {
                throw new UnusableFileException("records of other data or settings");
            }
            if (channel.size() != header.end()) {
                throw new UnusableFileException("a file that was cut off or added to: " + channel.size()
                        + " bytes where there were " + header.end());
            }
            if (checksum(channel, header.end()) != header.checksum()) {
                throw new UnusableFileException("bytes that were altered");
            }
            return new RecordFile(path, channel, header, segment);
        }
    }

    private static int checksum(FileChannel channel, long end) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer part = ByteBuffer.allocateDirect(CHECKED_AT_ONCE);
        for (long at = RecordHeader.BYTES; at < end; at += part.limit()) {
            part.clear().limit((int) Math.min(part.capacity(), end - at));
            read(channel, part, at);
            sum.update(part.flip());
        }
        return (int) sum.getValue();
    }

    /** Fills the buffer, as far as the file goes. */
    private static void read(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, at);
            at += Math.max(0, read);
        }
    }

    /** How many records there are. */
    public int size() {
        return header.count();
    }

    /** A record, little-endian, from its first byte to its last; read-only. */
    public ByteBuffer get(int number) {
        if (number < 0 || number >= header.count()) {
            throw new IndexOutOfBoundsException(path + ": record " + number + " of " + header.count());
        }
        ByteBuffer table = at(header.offsetsAt() + (long) number * Long.BYTES);
        long from = table.getLong();
        // The next offset may stand in the next segment, but each segment has two more than it owns.
        int bytes = (int) (table.getLong() - from);
        ByteBuffer record = at(from);
        return record.slice(record.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer at(long position) {
        MappedByteBuffer mapped = segments[(int) (position / segment)];
        return mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN).position((int) (position % segment));
    }

    /** What was written beside the records. */
    public String note() {
        return note;
    }

    /** Bytes of the whole file. */
    public long bytes() {
        return header.end();
    }

    public Path path() {
        return path;
    }
}
