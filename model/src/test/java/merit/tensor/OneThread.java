package merit.tensor;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tensors of a few hundred numbers are computed fastest, and on a busy machine many times so, by one thread. */
public final class OneThread implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Engine.threads(1);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Engine.threads(Runtime.getRuntime().availableProcessors());
    }
}
