package merit.tensor;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of stored tensors that the engine computes with, by their names in safetensors. */
enum ElementType {
    F64(8, ScalarType.Double, "DoubleStorage"),
    F32(4, ScalarType.Float, "FloatStorage"),
    F16(2, ScalarType.Half, "HalfStorage"),
    BF16(2, ScalarType.BFloat16, "BFloat16Storage"),
    I64(8, ScalarType.Long, "LongStorage"),
    I32(4, ScalarType.Int, "IntStorage"),
    I16(2, ScalarType.Short, "ShortStorage"),
    I8(1, ScalarType.Char, "CharStorage"),
    U8(1, ScalarType.Byte, "ByteStorage"),
    BOOL(1, ScalarType.Bool, "BoolStorage");

    private final long bytes;
    private final ScalarType engine;
    private final String storage;

    ElementType(long bytes, ScalarType engine, String storage) {
        this.bytes = bytes;
        this.engine = engine;
        this.storage = storage;
    }

    /** Size of one element. */
    long bytes() {
        return bytes;
    }

    ScalarType engine() {
        return engine;
    }

    boolean isFraction() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    static ElementType of(String file, String tensor, String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(file + ": " + tensor + ": dtype is \"" + name + "\", need one of "
                                + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))
                                + "; convert the file first"));
    }

    static ElementType of(ScalarType engine) {
        return Arrays.stream(values())
                .filter(type -> type.engine.value == engine.value)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("safetensors holds no tensors of type " + engine));
    }

    /** The type of a storage class of PyTorch, such as {@code torch.FloatStorage}. */
    static Optional<ElementType> ofStorage(String storageClass) {
        return Arrays.stream(values())
                .filter(type -> storageClass.equals("torch." + type.storage))
                .findFirst();
    }
}
