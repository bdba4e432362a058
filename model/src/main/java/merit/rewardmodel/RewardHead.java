package merit.rewardmodel;

import java.util.Random;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A linear map from a pooled state to one reward, always in fp32. Starts small, so that the first loss is log 2. The bias moves
 * all rewards alike, so no pair can teach it: it is trained only where the loss says where zero is.
 *
 * <p>Owns its parameters. For the engine thread.
 */
final class RewardHead implements AutoCloseable {
    private final Tensor weight; // [outputs, hidden]
    private final Tensor bias; // [outputs]

    private RewardHead(Tensor weight, Tensor bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** A new head of one output: normal with standard deviation 1 / (hidden + 1), bias 0. */
    static RewardHead random(int hidden, Random random) {
        float[] values = new float[hidden];
        for (int i = 0; i < hidden; i++) {
            values[i] = (float) (random.nextGaussian() / (hidden + 1));
        }
        return of(values, new float[1]);
    }

    /** A head of one output with these weights. */
    static RewardHead of(float[] weight, float[] bias) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor ownBias = Tensors.parameter(Tensors.of(bias, bias.length));
            ownBias.requires_grad_(false);
            return new RewardHead(
                    Tensors.parameter(Tensors.of(weight, bias.length, weight.length / bias.length)), ownBias);
        }
    }

    /** Pooled states [rows, hidden] to rewards [rows]. */
    Tensor apply(Tensor pooled) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor rewards =
                    torch.linear(pooled.to(ScalarType.Float), weight, Tensors.optional(bias)); // [rows, outputs]
            return scope.keep(rewards.select(1, 0)); // [rows]
        }
    }

    Tensor weight() {
        return weight;
    }

    Tensor bias() {
        return bias;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
