package merit.layer;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A place in a block where a linear map sits, and where another may be put. */
public final class LinearSlot implements LinearMap {
    private LinearMap map;

    public LinearSlot(LinearMap map) {
        this.map = map;
    }

    /** What sits here now. */
    public LinearMap map() {
        return map;
    }

    /**
     * Puts another map here.
     *
     * @throws IllegalArgumentException where its sizes differ
     */
    public void replace(UnaryOperator<LinearMap> replacement) {
        LinearMap next = replacement.apply(map);
        if (next.inputSize() != inputSize() || next.outputSize() != outputSize()) {
            throw new IllegalArgumentException("a linear map in place of another: found " + next.inputSize() + " to "
                    + next.outputSize() + ", need " + inputSize() + " to " + outputSize());
        }
        map = next;
    }

    @Override
    public Tensor apply(Tensor input) {
        return map.apply(input);
    }

    @Override
    public int inputSize() {
        return map.inputSize();
    }

    @Override
    public int outputSize() {
        return map.outputSize();
    }
}
