package merit.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The engine's own generator, from which dropout draws; {@link Seed} seeds it. There is one for all threads: for one at a time. */
public final class EngineRandom {
    static {
        Engine.start();
    }

    private EngineRandom() {}

    /** Where the generator stands, in the current scope. */
    public static Tensor state() {
        return torch.getDefaultCPUGenerator().get_state();
    }

    /** Lets it go on from where it stood. */
    public static void state(Tensor state) {
        torch.getDefaultCPUGenerator().set_state(state);
    }
}
