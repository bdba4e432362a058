package merit.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a safetensors file as the Python library lays it out: widest type first, then by name, data aligned to 8 bytes. */
final class SafetensorsWriter {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALIGNMENT = 8;
    private static final long CHUNK = 1L << 26;

    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;
    private final List<String> order;

    SafetensorsWriter(Map<String, Tensor> tensors, Map<String, String> metadata) {
        this.tensors = tensors;
        this.metadata = new TreeMap<>(metadata);
        order = new ArrayList<>(tensors.keySet());
        order.sort(
                Comparator.<String>comparingLong(name -> -type(name).bytes()).thenComparing(Comparator.naturalOrder()));
    }

    void write(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
        Path beside = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                writeFully(channel, header());
                for (String name : order) {
                    writeTensor(channel, tensor(name));
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private ByteBuffer header() {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode free = root.putObject("__metadata__");
            metadata.forEach(free::put);
        }
        long at = 0;
        for (String name : order) {
            ObjectNode entry = root.putObject(name).put("dtype", type(name).name());
            ArrayNode shape = entry.putArray("shape");
            for (long size : Tensors.shape(tensor(name))) {
                shape.add(size);
            }
            long bytes = tensor(name).numel() * type(name).bytes();
            entry.putArray("data_offsets").add(at).add(at + bytes);
            at += bytes;
        }
        byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static void writeTensor(FileChannel channel, Tensor tensor) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            long bytes = plain.numel() * plain.element_size();
            BytePointer data = new BytePointer(plain.data_ptr());
            for (long done = 0; done < bytes; done += CHUNK) {
                BytePointer chunk = data.getPointer(done);
                writeFully(
                        channel, chunk.capacity(Math.min(CHUNK, bytes - done)).asByteBuffer());
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Makes the move itself survive a power cut, where the system lets a folder be opened. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // Windows opens no folders
        }
    }

    private ElementType type(String name) {
        return ElementType.of(tensor(name).scalar_type());
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name));
    }
}
