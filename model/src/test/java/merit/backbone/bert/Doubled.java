package merit.backbone.bert;

import merit.layer.LinearMap;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Twice what another map gives. */
public record Doubled(LinearMap inner) implements LinearMap {
    @Override
    public Tensor apply(Tensor input) {
        return inner.apply(input).mul(Tensors.scalar(2));
    }

    @Override
    public int inputSize() {
        return inner.inputSize();
    }

    @Override
    public int outputSize() {
        return inner.outputSize();
    }
}
