package merit.training;

import java.util.concurrent.atomic.AtomicInteger;
import merit.layer.LinearMap;
import org.bytedeco.pytorch.Tensor;

/** A linear map that computes what another does so often, and then throws. */
final class FailingMap implements LinearMap {
    private final LinearMap real;
    private final AtomicInteger left;

    FailingMap(LinearMap real, int times) {
        this.real = real;
        this.left = new AtomicInteger(times);
    }

    @Override
    public Tensor apply(Tensor input) {
        Tensor output = real.apply(input);
        if (left.decrementAndGet() < 0) {
            throw new IllegalStateException("failed on purpose");
        }
        return output;
    }

    @Override
    public int inputSize() {
        return real.inputSize();
    }

    @Override
    public int outputSize() {
        return real.outputSize();
    }
}
