package merit.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/** A file of tensors' bytes, mapped piece by piece, so that only what is read is ever in memory. Close it. */
final class MappedFile implements AutoCloseable {
    private static final long CHUNK = 1L << 30;

    private final String name;
    private final FileChannel channel;
    private final long size;

    private MappedFile(String name, FileChannel channel) throws IOException {
        this.name = name;
        this.channel = channel;
        size = channel.size();
    }

    /** What reads a file's own table. */
    interface Reading<T> {
        T read(MappedFile file) throws IOException;
    }

    /** Opens a file and reads its table; it stays open where that succeeds. */
    static <T> T open(Path path, Reading<T> reading) {
        String name = path.toString();
        MappedFile file;
        try {
            file = new MappedFile(name, FileChannel.open(path, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(name + ": no such file", e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        try {
            return reading.read(file);
        } catch (RuntimeException | IOException e) {
            file.close();
            throw e instanceof RuntimeException unchecked ? unchecked : unreadable(name, (IOException) e);
        }
    }

    static UncheckedIOException unreadable(String name, IOException e) {
        return new UncheckedIOException(name + ": cannot be read (" + e.getMessage() + ")", e);
    }

    /** The file, as the user knows it. */
    String name() {
        return name;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    FileChannel channel() {
        return channel;
    }

    /** Bytes on the heap, little-endian; fewer at the file's end. */
    ByteBuffer bytes(long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }

    /** Copies bytes of the file to the start of a tensor's memory. */
    void copy(long position, long count, Tensor target) {
        BytePointer bytes = new BytePointer(target.data_ptr());
        try {
            for (long done = 0; done < count; done += CHUNK) {
                long next = Math.min(CHUNK, count - done);
                ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, position + done, next);
                Pointer.memcpy(bytes.getPointer(done), new BytePointer(mapped), next);
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": " + e.getMessage(), e);
        }
    }
}
