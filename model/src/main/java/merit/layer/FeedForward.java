package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** The part of a block that sees each token by itself. */
public interface FeedForward {
    /** [..., hidden] to [..., hidden]. The result belongs to the caller's scope. */
    Tensor apply(Tensor hidden);

    /**
     * {@code output(activation(input(x)))} (Vaswani et al., 2017).
     *
     * @param input hidden to intermediate
     * @param output intermediate to hidden
     */
    record Plain(LinearMap input, LinearMap output, Activation activation) implements FeedForward {
        @Override
        public Tensor apply(Tensor hidden) {
            try (TensorScope scope = TensorScope.open()) {
                return scope.keep(output.apply(activation.apply(input.apply(hidden))));
            }
        }
    }

    /**
     * {@code down(activation(gate(x)) * up(x))} (Shazeer, GLU Variants Improve Transformer, 2020).
     *
     * @param gate hidden to intermediate
     * @param up hidden to intermediate
     * @param down intermediate to hidden
     */
    record Gated(LinearMap gate, LinearMap up, LinearMap down, Activation activation) implements FeedForward {
        @Override
        public Tensor apply(Tensor hidden) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor open = activation.apply(gate.apply(hidden)); // [..., intermediate]
                return scope.keep(down.apply(open.mul(up.apply(hidden))));
            }
        }
    }
}
