package merit.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads a safetensors file (the format of Hugging Face's {@code safetensors}): eight bytes of length, a JSON table, data. The
 * file is mapped, so that only the tensors read are ever in memory. A header that does not fit its file is refused. Writing is
 * {@link #write}.
 */
public final class Safetensors implements TensorSource {
    /** The format's own limit. */
    private static final long LARGEST_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final long CHUNK = 1L << 30;

    private final String name;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private Safetensors(String name, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.name = name;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws IllegalArgumentException where the file is truncated, or its header lies
     */
    public static Safetensors open(Path file) {
        String name = file.toString();
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(name + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read (" + e.getMessage() + ")", e);
        }
        try {
            return open(name, channel);
        } catch (RuntimeException | IOException e) {
            try (channel) {
                throw e instanceof RuntimeException unchecked
                        ? unchecked
                        : new UncheckedIOException(name + ": cannot be read (" + e.getMessage() + ")", (IOException) e);
            } catch (IOException closing) {
                throw new UncheckedIOException(closing);
            }
        }
    }

    private static Safetensors open(String name, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw SafetensorsHeader.broken(name, "it has " + size + " bytes");
        }
        long length = bytes(channel, 0, LENGTH_BYTES).getLong();
        if (length < 2 || length > LARGEST_HEADER || length > size - LENGTH_BYTES) {
            throw SafetensorsHeader.broken(
                    name, "it says its header has " + Long.toUnsignedString(length) + " bytes, the file has " + size);
        }
        byte[] json = bytes(channel, LENGTH_BYTES, (int) length).array();
        long dataStart = LENGTH_BYTES + length;
        return new Safetensors(name, channel, SafetensorsHeader.parse(name, json, size - dataStart), dataStart);
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        header.entries().forEach((tensor, entry) -> shapes.put(tensor, entry.sizes()));
        return shapes;
    }

    /** What the file says of itself, e.g. {@code format: pt}. */
    public Map<String, String> metadata() {
        return Map.copyOf(header.metadata());
    }

    @Override
    public Tensor read(String tensor) {
        SafetensorsHeader.Entry entry = header.entries().get(tensor);
        if (entry == null) {
            throw new IllegalArgumentException(name + ": holds no \"" + tensor + "\"");
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor stored = Tensors.empty(entry.type().engine(), entry.sizes());
            copy(entry, stored);
            return scope.keep(entry.type().isFraction() ? stored.to(ScalarType.Float) : stored);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void copy(SafetensorsHeader.Entry entry, Tensor target) throws IOException {
        BytePointer bytes = new BytePointer(target.data_ptr());
        for (long done = 0; done < entry.bytes(); done += CHUNK) {
            long count = Math.min(CHUNK, entry.bytes() - done);
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, dataStart + entry.begin() + done, count);
            Pointer.memcpy(bytes.getPointer(done), new BytePointer(mapped), count);
        }
    }

    /**
     * Writes a file, beside and then moved into place, so that a killed process or a full disk leaves what was there. Equal
     * tensors make equal bytes.
     *
     * @param file where
     * @param tensors by name; any device, any strides
     * @param metadata free text by name; readers of the Python library look for {@code format: pt}
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        new SafetensorsWriter(tensors, metadata).write(file);
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
