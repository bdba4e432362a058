package merit.tensor;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradients of one cost, beside those that its parameters have: so several threads can compute costs at once, and their
 * gradients add up in a fixed order. Owns them, whatever scope is open: close it.
 */
public final class GradientVector implements AutoCloseable {
    private final TensorVector gradients; // undefined where the cost does not depend on a parameter

    private GradientVector(TensorVector gradients) {
        this.gradients = gradients;
    }

    /**
     * Differentiates. The cost's graph is gone afterwards.
     *
     * @param cost a scalar
     * @param parameters leaves that are trained
     */
    public static GradientVector of(Tensor cost, List<Tensor> parameters) {
        try (TensorScope scope = TensorScope.open()) {
            return new GradientVector(TensorScope.own(torch.grad(
                    new TensorVector(cost),
                    new TensorVector(parameters.toArray(new Tensor[0])),
                    new TensorVector(),
                    new BoolOptional(),
                    false, // no graph of the gradients
                    true))); // a parameter may be unused
        }
    }

    /** Adds each to its parameter's own gradient, which begins with it where there is none. The parameters' order is that of {@link #of}. */
    public void addTo(List<Tensor> parameters) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Scalar one = new Scalar(1.0);
            for (int i = 0; i < parameters.size(); i++) {
                Tensor gradient = gradients.get(i);
                if (!gradient.defined()) {
                    continue;
                }
                Tensor own = parameters.get(i).mutable_grad();
                if (own.defined()) {
                    own.add_(gradient, one);
                } else {
                    own.put(gradient.clone()); // one of its own: it may be a view of another's
                }
            }
        }
    }

    /** Again does nothing. */
    @Override
    public void close() {
        if (!gradients.isNull()) {
            gradients.close();
        }
    }
}
