package merit.tensor;

import org.bytedeco.pytorch.GradMode;

/**
 * Whether operations on this thread are recorded for {@code backward()}. On by default.
 *
 * <pre>{@code try (Gradients off = Gradients.off()) { ... }}</pre>
 */
public final class Gradients implements AutoCloseable {
    static {
        Engine.start();
    }

    private final boolean before;

    private Gradients(boolean on) {
        before = GradMode.is_enabled();
        GradMode.set_enabled(on);
    }

    /** Records nothing until closed: scoring, frozen layers, optimizer steps. */
    public static Gradients off() {
        return new Gradients(false);
    }

    /** Records until closed, also inside {@link #off()}. */
    public static Gradients on() {
        return new Gradients(true);
    }

    @Override
    public void close() {
        GradMode.set_enabled(before);
    }
}
