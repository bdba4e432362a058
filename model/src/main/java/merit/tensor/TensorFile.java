package merit.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** A file of tensors' bytes, read straight into the tensors' own memory, so that nothing is ever held twice. Close it. */
final class TensorFile implements AutoCloseable {
    private static final long CHUNK = 1L << 30;

    private final String name;
    private final FileChannel channel;
    private final long size;

    private TensorFile(String name, FileChannel channel) throws IOException {
        this.name = name;
        this.channel = channel;
        size = channel.size();
    }

    /** What reads a file's own table. */
    interface Reading<T> {
        T read(TensorFile file) throws IOException;
    }

    /** Opens a file and reads its table; it stays open where that succeeds. */
    static <T> T open(Path path, Reading<T> reading) {
        String name = path.toString();
        TensorFile file;
        try {
            file = new TensorFile(name, FileChannel.open(path, StandardOpenOption.READ));
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

    /** Reads bytes of the file to the start of a tensor's memory. */
    void copy(long position, long count, Tensor target) {
        BytePointer bytes = new BytePointer(target.data_ptr());
        try {
            for (long done = 0; done < count; done += CHUNK) {
                long next = Math.min(CHUNK, count - done);
                ByteBuffer part =
                        bytes.getPointer(done).capacity(next).limit(next).asByteBuffer();
                while (part.hasRemaining()) {
                    if (channel.read(part, position + done + part.position()) < 0) {
                        throw new EOFException("it ends early");
                    }
                }
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
