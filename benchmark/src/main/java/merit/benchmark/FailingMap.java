package merit.benchmark;

import merit.layer.Backbone;
import merit.layer.LinearMap;
import org.bytedeco.pytorch.Tensor;

/** A linear map in the middle of the network that throws when it is told to: what a fault inside a step looks like. */
final class FailingMap implements LinearMap {
    private static final String PLACE = "encoder.layer.3.output.dense";

    private final LinearMap real;
    private final Switch fault;

    private FailingMap(LinearMap real, Switch fault) {
        this.real = real;
        this.fault = fault;
    }

    static void putInto(Backbone backbone, Switch fault) {
        backbone.replaceLinear(PLACE, real -> new FailingMap(real, fault));
    }

    @Override
    public Tensor apply(Tensor input) {
        Tensor output = real.apply(input);
        if (fault.on) {
            throw new Fault();
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

    /** Says whether the map throws. */
    static final class Switch {
        private boolean on;

        /** From now on it throws, where so. */
        void arm(boolean now) {
            on |= now;
        }

        void disarm() {
            on = false;
        }
    }

    /** Thrown on purpose. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
