package merit.rewardmodel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of one width by key, in a memory-mapped file that only grows; a key has one vector or several.
 *
 * <p>A header of 64 bytes (magic, version, width, whose vectors these are), then records of a key, how many vectors it has, how many
 * records of the same write are still to come, the vectors as fp32 and a checksum of all that, all little-endian. A write counts as a
 * whole or not at all: where a process dies while it writes, a record is short, fails its checksum or never came, and at the next
 * opening that write and what follows are cut off, and what stands before is kept. So what is then computed goes through the same
 * passes as if nothing had happened. A file of another version or of other vectors is begun anew. One opening has it at a time.
 * Thread-safe.
 */
final class FeatureFile implements AutoCloseable {
    private static final byte[] MAGIC = {'M', 'E', 'R', 'I', 'T', 'F', 'T', 'R'};
    private static final int VERSION = 2;
    private static final int HEADER = 64;
    private static final int KEY_BYTES = 2 * Long.BYTES;
    /** Of a record, before its vectors: the key and two counts. */
    private static final int PREFIX = KEY_BYTES + 2 * Integer.BYTES;

    private static final int LARGEST_RECORD = 1 << 30;

    private final Path path;
    private final FileChannel channel;
    private final byte[] owner;
    private final int width;
    private final Map<Key, Long> records = new HashMap<>(); // where each begins
    private final MappedSegments bytes;
    private long end; // of the last whole write

    /** Half of a SHA-256. */
    record Key(long high, long low) {}

    private FeatureFile(Path path, FileChannel channel, byte[] owner, int width) {
        this.path = path;
        this.channel = channel;
        this.bytes = new MappedSegments(channel);
        this.owner = owner.clone();
        this.width = width;
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
        end = HEADER;
        Map<Key, Long> write = new HashMap<>();
        long at = HEADER;
        for (int length = recordBytes(at); length > 0 && isRight(at, length); length = recordBytes(at)) {
            ByteBuffer prefix = bytes.at(at, PREFIX);
            write.put(new Key(prefix.getLong(), prefix.getLong()), at);
            at += length;
            if (prefix.getInt(KEY_BYTES + Integer.BYTES) == 0) {
                records.putAll(write);
                write.clear();
                end = at;
            }
        }
        if (channel.size() != end) {
            bytes.forget();
            channel.truncate(end);
        }
    }

    private byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        return header.put(MAGIC).putInt(VERSION).putInt(width).put(owner).array();
    }

    /** How long the record that begins there says it is; 0 where none can begin. */
    private int recordBytes(long at) throws IOException {
        long left = channel.size() - at;
        if (left < PREFIX) {
            return 0;
        }
        int vectors = bytes.at(at, PREFIX).getInt(KEY_BYTES);
        long length = bytes(1, vectors);
        return vectors > 0 && length <= Math.min(left, LARGEST_RECORD) ? (int) length : 0;
    }

    private boolean isRight(long at, int length) throws IOException {
        ByteBuffer record = bytes.at(at, length);
        int content = length - Integer.BYTES;
        return checksum(record.duplicate().limit(content)) == record.getInt(content);
    }

    private static int checksum(ByteBuffer content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return (int) sum.getValue();
    }

    synchronized boolean holds(Key key) {
        return records.containsKey(key);
    }

    /** Of how many keys it holds the vectors. */
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
    long bytes(long keys, long vectors) {
        return keys * (PREFIX + Integer.BYTES) + vectors * width * Float.BYTES;
    }

    /**
     * Adds vectors, all of them or, where that fails, none.
     *
     * @param vectors of each key, one after another, each as wide as the file's
     */
    synchronized void append(List<Key> keys, List<float[]> vectors) throws IOException {
        Map<Key, Long> write = new HashMap<>();
        long at = end;
        for (int i = 0; i < keys.size(); i++) {
            ByteBuffer record = record(keys.get(i), vectors.get(i), keys.size() - 1 - i);
            write.put(keys.get(i), at);
            long after = at + record.remaining();
            write(record, at);
            at = after;
        }
        records.putAll(write);
        end = at;
    }

    private ByteBuffer record(Key key, float[] values, int following) {
        int vectors = values.length / width;
        long length = bytes(1, vectors);
        if (length > LARGEST_RECORD) {
            throw new IllegalArgumentException(path + ": found a row of " + vectors + " vectors of " + width
                    + ", need less than a GB a row; give a smaller max_length");
        }
        ByteBuffer record = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(key.high()).putLong(key.low()).putInt(vectors).putInt(following);
        record.asFloatBuffer().put(values);
        record.position(record.limit() - Integer.BYTES);
        return record.putInt(checksum(record.duplicate().flip())).flip();
    }

    /**
     * Copies all vectors of a key.
     *
     * @param key one that it holds
     */
    void read(Key key, float[] target, int offset) throws IOException {
        FloatBuffer values = values(key);
        values.get(target, offset, values.remaining());
    }

    private synchronized FloatBuffer values(Key key) throws IOException {
        Long record = records.get(key);
        if (record == null) {
            throw new IllegalArgumentException(path + ": found no vector of that row, need one; add it first");
        }
        int vectors = bytes.at(record, PREFIX).getInt(KEY_BYTES);
        return bytes.at(record + PREFIX, vectors * width * Float.BYTES).asFloatBuffer();
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
        bytes.forget();
        channel.close();
    }
}
