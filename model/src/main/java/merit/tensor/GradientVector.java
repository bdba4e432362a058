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
            return of(new TensorVector(cost), new TensorVector(), parameters);
        }
    }

    /**
     * Differentiates something that a cost was computed from. Its graph is gone afterwards.
     *
     * @param output of any shape
     * @param gradient of the cost by the output, shaped as it
     * @param leaves by which it is differentiated
     */
    public static GradientVector of(Tensor output, Tensor gradient, List<Tensor> leaves) {
        try (TensorScope scope = TensorScope.open()) {
            return of(new TensorVector(output), new TensorVector(gradient), leaves);
        }
    }

    private static GradientVector of(TensorVector outputs, TensorVector theirs, List<Tensor> leaves) {
        try (TensorScope scope = TensorScope.open()) {
            return new GradientVector(TensorScope.own(torch.grad(
                    outputs,
                    new TensorVector(leaves.toArray(new Tensor[0])),
                    theirs,
                    new BoolOptional(),
                    false, // no graph of the gradients
                    true))); // a leaf may be unused
        }
    }

    /** Whether there is one at a place: none where the cost does not depend on that leaf. */
    public boolean has(int place) {
        return gradients.get(place).defined();
    }

    /** The gradient at a place, in the current scope. */
    public Tensor get(int place) {
        return gradients.get(place).detach(); // a handle that outlives the vector
    }

    /** Adds the first so many gradients of another vector to these. */
    public void add(GradientVector other, int count) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            for (int i = 0; i < count; i++) {
                if (other.has(i)) {
                    Tensor more = other.gradients.get(i);
                    gradients.put(i, has(i) ? gradients.get(i).add(more) : more);
                }
            }
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
