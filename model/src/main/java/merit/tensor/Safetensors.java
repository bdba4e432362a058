package merit.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Reads a safetensors file (the format of Hugging Face's {@code safetensors}): eight bytes of length, a JSON table, data. Only
 * the tensors read are ever in memory, once. A header that does not fit its file is refused. Writing is
 * {@link #write}.
 */
public final class Safetensors implements TensorSource {
    /** The format's own limit. */
    private static final long LARGEST_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;

    private final TensorFile file;
    private final SafetensorsHeader header;
    private final long dataStart;

    private Safetensors(TensorFile file, SafetensorsHeader header, long dataStart) {
        this.file = file;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws IllegalArgumentException where the file is truncated, or its header lies
     */
    public static Safetensors open(Path file) {
        return TensorFile.open(file, Safetensors::readHeader);
    }

    private static Safetensors readHeader(TensorFile file) throws IOException {
        long size = file.size();
        if (size < LENGTH_BYTES) {
            throw SafetensorsHeader.broken(file.name(), "it has " + size + " bytes");
        }
        long length = file.bytes(0, LENGTH_BYTES).getLong();
        if (length < 2 || length > LARGEST_HEADER || length > size - LENGTH_BYTES) {
            throw SafetensorsHeader.broken(
                    file.name(),
                    "it says its header has " + Long.toUnsignedString(length) + " bytes, the file has " + size);
        }
        byte[] json = file.bytes(LENGTH_BYTES, (int) length).array();
        long dataStart = LENGTH_BYTES + length;
        return new Safetensors(file, SafetensorsHeader.parse(file.name(), json, size - dataStart), dataStart);
    }

    @Override
    public String name() {
        return file.name();
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
            throw new IllegalArgumentException(name() + ": holds no \"" + tensor + "\"");
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor stored = Tensors.emptyOnCpu(entry.type().engine(), entry.sizes());
            file.copy(dataStart + entry.begin(), entry.bytes(), stored);
            Tensor there = Tensors.there(stored);
            return scope.keep(entry.type().isFraction() ? there.to(ScalarType.Float) : there);
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
        file.close();
    }
}
