package merit.tensor;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where tensors are, and what computes with them there.
 *
 * @param kind the CPU or a GPU
 * @param index of the GPU, from 0; 0 for all else
 */
public record Device(Kind kind, int index) {
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Nowhere, see {@link Kind#META}. */
    public static final Device META = new Device(Kind.META, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

    /** What a device can be. */
    public enum Kind {
        CPU,
        /** An NVIDIA GPU. */
        CUDA,
        /** Tensors with shapes and without values, which meet no tensor that is elsewhere. For tests of where tensors are made. */
        META
    }

    /**
     * The device of a name, in whatever case: {@code cpu}, {@code cuda:0}; {@code cuda} is the first GPU.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    public static Device of(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        if (plain.equals(CPU.toString())) {
            return CPU;
        }
        Matcher gpu = CUDA.matcher(plain);
        if (!gpu.matches()) {
            throw new IllegalArgumentException(
                    "device: found \"" + name + "\", need one of auto, cpu, cuda, cuda:0, cuda:1 ...; auto takes the"
                            + " first GPU where there is one");
        }
        return cuda(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
    }

    /** A GPU by its number, from 0. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    public boolean isCpu() {
        return kind == Kind.CPU;
    }

    public boolean isGpu() {
        return kind == Kind.CUDA;
    }

    /** {@code cuda:0}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + (isGpu() ? ":" + index : "");
    }
}
