package merit.tensor;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The engine's own generator, from which dropout draws; {@link Seed} seeds it. There is one a device for all threads: for one at a
 * time.
 */
public final class EngineRandom {
    static {
        Engine.start();
    }

    private EngineRandom() {}

    /** Where the generator stands, on the CPU, in the current scope. */
    public static Tensor state() {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(generator().get_state());
        }
    }

    /** Lets it go on from where it stood. */
    public static void state(Tensor state) {
        try (TensorScope scope = TensorScope.open()) {
            generator().set_state(state);
        }
    }

    private static Generator generator() {
        Device device = Devices.current();
        return device.isGpu()
                ? torch.globalContext().defaultGenerator(Devices.engine(device))
                : torch.getDefaultCPUGenerator();
    }
}
