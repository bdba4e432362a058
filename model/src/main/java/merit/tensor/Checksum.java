package merit.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** CRC-32C of named tensors: tells in a moment whether weights are those that were meant, down to the last bit. */
public final class Checksum {
    private static final long CHUNK = 1L << 26;

    private Checksum() {}

    /** Of these tensors with their names, in their order; eight hexadecimal digits. On the engine thread. */
    public static String of(Map<String, Tensor> tensors) {
        CRC32C sum = new CRC32C();
        tensors.forEach((name, tensor) -> {
            sum.update(name.getBytes(StandardCharsets.UTF_8));
            add(sum, tensor);
        });
        return String.format("%08x", sum.getValue());
    }

    private static void add(CRC32C sum, Tensor tensor) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            long bytes = plain.numel() * plain.element_size();
            BytePointer data = new BytePointer(plain.data_ptr());
            for (long done = 0; done < bytes; done += CHUNK) {
                BytePointer chunk = data.getPointer(done);
                sum.update(chunk.capacity(Math.min(CHUNK, bytes - done)).asByteBuffer());
            }
        }
    }
}
