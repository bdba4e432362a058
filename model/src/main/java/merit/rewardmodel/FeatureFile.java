package merit.rewardmodel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one width by key, in a memory-mapped file that only grows.
 *
 * <p>A header of 64 bytes (magic, version, width, whose vectors these are), then records of a key, the vector as fp32 and a
 * checksum of both, all little-endian. A process that dies while it writes leaves a last record that is short or fails its
 * checksum: it and what follows are cut off at the next opening, what stands before is kept. A file of another version or of other
 * vectors is begun anew. One opening has it at a time. Thread-safe.
 */
final class FeatureFile implements AutoCloseable {
    private static final byte[] MAGIC = {'M', 'E', 'R', 'I', 'T', 'F', 'T', 'R'};
    private static final int VERSION = 1;
    private static final int HEADER = 64;
    private static final int KEY_BYTES = 2 * Long.BYTES;
    private static final int SEGMENT = 1 << 28;

    private final Path path;
    private final FileChannel channel;
    private final byte[] owner;
    private final int width;
    private final int recordBytes;
    private final int recordsPerSegment;
    private final Map<Key, Integer> records = new HashMap<>();
    private final List<MappedByteBuffer> segments = new ArrayList<>();
    private int count; // of records

    /** Half of a SHA-256. */
    record Key(long high, long low) {}

    private FeatureFile(Path path, FileChannel channel, byte[] owner, int width) {
        this.path = path;
        this.channel = channel;
        this.owner = owner.clone();
        this.width = width;
        this.recordBytes = KEY_BYTES + width * Float.BYTES + Integer.BYTES;
        this.recordsPerSegment = Math.max(1, SEGMENT / recordBytes);
    }

    /**
     * Opens the file, or begins it.
     *
     * @param owner whose vectors these are, 32 bytes
     * @return null where another has it open
     * @throws IOException where it cannot be read or written
     */
    static @Nullable FeatureFile open(Path path, byte[] owner, int width) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FeatureFile file = new FeatureFile(path, channel, owner, width);
        try {
            if (!file.isLocked()) {
                channel.close();
                return null;
            }
            file.readAll();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private boolean isLocked() throws IOException {
        try {
            FileLock lock = channel.tryLock(); // until the channel is closed
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void readAll() throws IOException {
        if (channel.size() < HEADER || !Arrays.equals(read(0, HEADER).array(), header())) {
            channel.truncate(0);
            write(ByteBuffer.wrap(header()), 0);
        }
        long whole = (channel.size() - HEADER) / recordBytes;
        int record = 0;
        while (record < whole && isRight(record)) {
            records.put(keyOf(record), record);
            record++;
        }
        if (channel.size() != end(record)) {
            segments.clear();
            channel.truncate(end(record));
        }
        count = record;
    }

    private byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        return header.put(MAGIC).putInt(VERSION).putInt(width).put(owner).array();
    }

    private boolean isRight(int record) throws IOException {
        ByteBuffer bytes = at(record);
        ByteBuffer content = bytes.duplicate().limit(bytes.position() + recordBytes - Integer.BYTES);
        return checksum(content) == bytes.getInt(bytes.position() + recordBytes - Integer.BYTES);
    }

    private static int checksum(ByteBuffer content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return (int) sum.getValue();
    }

    private Key keyOf(int record) throws IOException {
        ByteBuffer bytes = at(record);
        return new Key(bytes.getLong(bytes.position()), bytes.getLong(bytes.position() + Long.BYTES));
    }

    /** A view of the file that begins at a record. */
    private ByteBuffer at(int record) throws IOException {
        int segment = record / recordsPerSegment;
        int inside = record % recordsPerSegment * recordBytes;
        while (segments.size() <= segment) {
            segments.add(mapped(segments.size()));
        }
        if (segments.get(segment).capacity() < inside + recordBytes) {
            segments.set(segment, mapped(segment)); // the file has grown since
        }
        return segments.get(segment).duplicate().order(ByteOrder.LITTLE_ENDIAN).position(inside);
    }

    private MappedByteBuffer mapped(int segment) throws IOException {
        long from = end(segment * recordsPerSegment);
        long bytes = Math.min((long) recordsPerSegment * recordBytes, channel.size() - from);
        return channel.map(FileChannel.MapMode.READ_ONLY, from, bytes);
    }

    private long end(int ofRecords) {
        return HEADER + (long) ofRecords * recordBytes;
    }

    synchronized boolean holds(Key key) {
        return records.containsKey(key);
    }

    /** How many vectors it holds. */
    synchronized int size() {
        return records.size();
    }

    Path path() {
        return path;
    }

    int width() {
        return width;
    }

    /** In bytes. */
    long bytes(int vectors) {
        return (long) vectors * recordBytes;
    }

    /**
     * Adds vectors.
     *
     * @param vectors one a key, each as wide as the file's
     */
    synchronized void append(List<Key> keys, List<float[]> vectors) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < keys.size(); i++) {
            record.clear();
            record.putLong(keys.get(i).high()).putLong(keys.get(i).low());
            for (float value : vectors.get(i)) {
                record.putFloat(value);
            }
            record.putInt(checksum(record.duplicate().flip()));
            write(record.flip(), end(count));
            records.put(keys.get(i), count++);
        }
    }

    /**
     * Copies a vector.
     *
     * @param key one that it holds
     */
    synchronized void read(Key key, float[] target, int offset) throws IOException {
        Integer record = records.get(key);
        if (record == null) {
            throw new IllegalArgumentException(path + ": found no vector of that row, need one; add it first");
        }
        ByteBuffer bytes = at(record);
        bytes.position(bytes.position() + KEY_BYTES);
        bytes.asFloatBuffer().get(target, offset, width);
    }

    private ByteBuffer read(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer;
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long from = position;
        while (bytes.hasRemaining()) {
            from += channel.write(bytes, from);
        }
    }

    @Override
    public void close() throws IOException {
        segments.clear();
        channel.close();
    }
}
