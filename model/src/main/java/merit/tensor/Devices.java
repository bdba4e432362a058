package merit.tensor;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The device of this process: where {@link Tensors} and files' readers put every tensor, and so where all models compute. The CPU,
 * unless another is chosen; that is done before models are opened, since what is there stays where it is. Any thread.
 */
public final class Devices {
    /** The name that leaves the choice open: the first GPU where the engine has one, else the CPU. */
    public static final String AUTO = "auto";

    /** That of the first GPUs with instructions for bf16, times ten, and of those before them. */
    private static final int WITH_BF16 = 80;

    private static final int BEFORE_BF16 = 70;

    private static volatile @Nullable Device current = Device.CPU; // null: open, and nobody has asked yet

    private Devices() {}

    /**
     * Chooses by name: {@code auto}, {@code cpu}, {@code cuda:0} ...
     *
     * @throws IllegalArgumentException for a name that is none, and for a GPU that the engine does not have
     */
    public static void choose(String name) {
        if (name.equalsIgnoreCase(AUTO)) {
            current = null; // settled when somebody asks, since that needs the engine
        } else {
            use(Device.of(name));
        }
    }

    /**
     * Chooses.
     *
     * @throws IllegalArgumentException for a GPU that the engine does not have
     */
    public static void use(Device device) {
        if (device.isGpu()) {
            requireGpu(device);
            Engine.run(Devices::keepFp32);
        }
        current = device;
    }

    /** Convolutions would round what they multiply to TF32's 11 bits; products of matrices do not, unless asked to. */
    private static void keepFp32() {
        try (TensorScope scope = TensorScope.open()) {
            torch.globalContext().setAllowTF32CuDNN(false);
        }
    }

    /** The one in use. */
    public static Device current() {
        Device chosen = current;
        if (chosen == null) {
            chosen = gpus() > 0 ? Device.cuda(0) : Device.CPU;
            use(chosen);
        }
        return chosen;
    }

    /** How many GPUs the engine can compute with. */
    public static int gpus() {
        return Engine.call(() -> (int) torch.cuda_device_count());
    }

    /** Why there is no GPU to compute with: {@code this engine is built for CPUs only}. */
    public static String whyNoGpu() {
        return hasCuda() ? "this engine has CUDA, and finds no GPU and driver" : "this engine is built for CPUs only";
    }

    private static boolean hasCuda() {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return torch.getCUDAHooks().hasCUDART();
            }
        });
    }

    private static void requireGpu(Device device) {
        int found = gpus();
        if (found == 0) {
            throw new IllegalArgumentException("device: found " + device + ", need a GPU: " + whyNoGpu() + "; "
                    + (hasCuda()
                            ? "install NVIDIA's driver for CUDA 13 (nvidia-smi shows what there is)"
                            : "build Merit for CUDA (mvn -P gpu package)")
                    + ", or say cpu or auto");
        }
        if (device.index() >= found) {
            throw new IllegalArgumentException("device: found " + device + ", need one of the "
                    + (found == 1 ? "one GPU" : found + " GPUs") + " here: cuda:0"
                    + (found == 1 ? "" : " to cuda:" + (found - 1)));
        }
    }

    /** Ten times the compute capability of the GPU in use, as far as it decides on bf16; 0 where none is. */
    static int computeCapability() {
        if (!current().isGpu()) {
            return 0;
        }
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return torch.getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8() ? WITH_BF16 : BEFORE_BF16;
            }
        });
    }

    /** A device as the engine knows it, in the current scope. */
    static org.bytedeco.pytorch.Device engine(Device device) {
        byte index = (byte) device.index();
        return switch (device.kind()) {
            case CPU -> new org.bytedeco.pytorch.Device(torch.DeviceType.CPU);
            case CUDA -> new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA, index);
            case META -> new org.bytedeco.pytorch.Device(torch.DeviceType.Meta);
        };
    }
}
