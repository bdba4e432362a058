package merit.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of a safetensors file that the engine computes with. */
enum SafetensorsType {
    F64(8, ScalarType.Double),
    F32(4, ScalarType.Float),
    F16(2, ScalarType.Half),
    BF16(2, ScalarType.BFloat16),
    I64(8, ScalarType.Long),
    I32(4, ScalarType.Int),
    I16(2, ScalarType.Short),
    I8(1, ScalarType.Char),
    U8(1, ScalarType.Byte),
    BOOL(1, ScalarType.Bool);

    private final long bytes;
    private final ScalarType engine;

    SafetensorsType(long bytes, ScalarType engine) {
        this.bytes = bytes;
        this.engine = engine;
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

    static SafetensorsType of(String file, String tensor, String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(file + ": " + tensor + ": dtype is \"" + name + "\", need one of "
                                + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))
                                + "; convert the file first"));
    }

    static SafetensorsType of(ScalarType engine) {
        return Arrays.stream(values())
                .filter(type -> type.engine.value == engine.value)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("safetensors holds no tensors of type " + engine));
    }
}
