package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.tensor.GradientVector;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The dense arithmetic of the bundled model and nothing else, as a yardstick: six layers of linear maps, attention, GELU and
 * norms of random weights, called on libtorch directly, with no embedding, mask, head, optimizer or tokenizer.
 *
 * <p>Owns its weights. For engine threads, several at once too.
 */
final class BareTransformer implements AutoCloseable {
    private static final int LAYERS = 6;
    private static final int HIDDEN = 384;
    private static final int HEADS = 12;
    private static final int INNER = 1536;
    private static final double EPSILON = 1e-12;

    private final List<Layer> layers = new ArrayList<>();

    BareTransformer() {
        for (int layer = 0; layer < LAYERS; layer++) {
            layers.add(new Layer());
        }
    }

    /** Multiplications and additions in the linear maps for one token, forward. */
    static double linearOperationsPerToken() {
        return 2.0 * LAYERS * (4.0 * HIDDEN * HIDDEN + 2.0 * HIDDEN * INNER);
    }

    /** A forward pass without gradients. */
    void forward(Shape shape) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            run(input(shape));
        }
    }

    /** A forward and a backward pass; the gradients are thrown away. */
    void step(Shape shape) {
        try (TensorScope scope = TensorScope.open()) {
            GradientVector.of(run(input(shape)).mean(), parameters()).close();
        }
    }

    private List<Tensor> parameters() {
        return layers.stream()
                .flatMap(layer -> layer.maps().stream())
                .flatMap(map -> Stream.of(map.weight, map.bias))
                .toList();
    }

    private static Tensor input(Shape shape) {
        return torch.randn(shape.rows(), shape.tokens(), HIDDEN); // [rows, tokens, hidden]
    }

    private Tensor run(Tensor input) {
        Tensor hidden = input;
        for (Layer layer : layers) {
            hidden = layer.apply(hidden);
        }
        return hidden; // [rows, tokens, hidden]
    }

    @Override
    public void close() {
        layers.forEach(Layer::close);
    }

    private static final class Layer {
        private final Linear query = new Linear(HIDDEN, HIDDEN);
        private final Linear key = new Linear(HIDDEN, HIDDEN);
        private final Linear value = new Linear(HIDDEN, HIDDEN);
        private final Linear output = new Linear(HIDDEN, HIDDEN);
        private final Linear up = new Linear(HIDDEN, INNER);
        private final Linear down = new Linear(INNER, HIDDEN);

        Tensor apply(Tensor hidden) {
            Tensor attended = torch.scaled_dot_product_attention(
                            heads(query, hidden), heads(key, hidden), heads(value, hidden))
                    .transpose(1, 2) // [rows, tokens, heads, headSize]
                    .reshape(hidden.size(0), hidden.size(1), HIDDEN); // [rows, tokens, hidden]
            Tensor middle = norm(hidden.add(output.apply(attended)));
            return norm(middle.add(down.apply(torch.gelu(up.apply(middle)))));
        }

        /** [rows, heads, tokens, headSize]. */
        private static Tensor heads(Linear map, Tensor hidden) {
            return map.apply(hidden)
                    .view(hidden.size(0), hidden.size(1), HEADS, HIDDEN / HEADS)
                    .transpose(1, 2);
        }

        private static Tensor norm(Tensor hidden) {
            return torch.layer_norm(hidden, new long[] {HIDDEN}, null, null, EPSILON, true);
        }

        private List<Linear> maps() {
            return List.of(query, key, value, output, up, down);
        }

        void close() {
            maps().forEach(Linear::close);
        }
    }

    private static final class Linear {
        private static final double SCALE = 0.02;

        private final Tensor weight; // [out, in]
        private final Tensor bias; // [out]

        Linear(int in, int out) {
            try (TensorScope scope = TensorScope.open()) {
                weight = Tensors.parameter(torch.randn(out, in).mul(Tensors.scalar(SCALE)));
                bias = Tensors.parameter(torch.zeros(out));
            }
        }

        Tensor apply(Tensor input) {
            return torch.linear(input, weight, Tensors.optional(bias));
        }

        void close() {
            weight.close();
            bias.close();
        }
    }
}
