package merit.rewardmodel;

import java.util.Map;
import java.util.Objects;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** BERT's pooler: a dense layer and tanh over one token's state. Owns its parameters. For the engine thread. */
final class Pooler implements AutoCloseable {
    private final Tensor weight; // [hidden, hidden]
    private final Tensor bias; // [hidden]

    private Pooler(Tensor weight, Tensor bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** A new pooler that starts as tanh alone. */
    static Pooler identity(int hidden) {
        return of(diagonal(hidden, 1), new float[hidden]);
    }

    /** A copy of a checkpoint's pooler, by the names it has there. */
    static Pooler of(Map<String, Tensor> heads) {
        return of(
                Tensors.floats(Objects.requireNonNull(heads.get("pooler.dense.weight"))),
                Tensors.floats(Objects.requireNonNull(heads.get("pooler.dense.bias"))));
    }

    static Pooler of(float[] weight, float[] bias) {
        try (TensorScope scope = TensorScope.open()) {
            return new Pooler(
                    Tensors.parameter(Tensors.of(weight, bias.length, bias.length)),
                    Tensors.parameter(Tensors.of(bias, bias.length)));
        }
    }

    /** [rows, hidden] to [rows, hidden]. */
    Tensor apply(Tensor states) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(
                    torch.linear(states, weight, Tensors.optional(bias)).tanh());
        }
    }

    Tensor weight() {
        return weight;
    }

    Tensor bias() {
        return bias;
    }

    /** A square matrix, row by row, with one value on its diagonal. */
    static float[] diagonal(int size, float value) {
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = value;
        }
        return matrix;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
