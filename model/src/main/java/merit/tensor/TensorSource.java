package merit.tensor;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Named tensors that are read one at a time: a checkpoint. */
public interface TensorSource extends AutoCloseable {
    /**
     * Opens a file of tensors by its name: a safetensors file, one of {@code torch.save} ({@code .bin}), or the {@code .json} index
     * of several.
     *
     * @throws IllegalArgumentException where the file is not whole, or holds anything but tensors
     */
    static TensorSource open(Path file) {
        String name = file.toString();
        if (name.endsWith(".json")) {
            return ShardedCheckpoint.open(file);
        }
        return name.endsWith(".safetensors") ? Safetensors.open(file) : TorchCheckpoint.open(file);
    }

    /** The file, as the user knows it. */
    String name();

    /** Every tensor's name and shape, in the file's order. */
    Map<String, long[]> shapes();

    /**
     * A copy of one tensor on the device in use, as fp32 where it holds fractions, else as it is stored. It belongs to the current
     * scope.
     *
     * @throws IllegalArgumentException for a name that the source does not hold
     */
    Tensor read(String tensor);

    @Override
    void close();
}
