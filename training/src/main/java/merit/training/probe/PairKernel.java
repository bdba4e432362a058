package merit.training.probe;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Products of the pairs' differences with one another, K = D D^T, of which more features make more: a matrix where the pairs are few,
 * else never written down. What it is made of belongs to the scope in which it was made. For the engine thread.
 */
final class PairKernel {
    /** Beside these a matrix of all products takes more memory, and more time to make, than it saves. */
    private static final int MOST_PAIRS = 4096;

    private final Tensor differences;
    private final Tensor matrix;
    private final boolean written;
    private long width;

    /** @param differences of the pairs' features, [pairs, features], fp32 */
    PairKernel(Tensor differences) {
        this(differences, MOST_PAIRS);
    }

    /** @param mostPairs of which all products are written down */
    PairKernel(Tensor differences, int mostPairs) {
        this.differences = differences;
        this.written = pairs() <= mostPairs;
        this.matrix = Tensors.zeros(ScalarType.Double, written ? pairs() : 0, pairs());
    }

    /**
     * The same of more features.
     *
     * @param more differences, of which the first are those that this one is of
     */
    PairKernel extended(Tensor more) {
        PairKernel kernel = new PairKernel(more, written ? Math.toIntExact(pairs()) : 0);
        kernel.matrix.add_(matrix);
        kernel.width = width;
        kernel.widen(more.size(1));
        return kernel;
    }

    /** The differences that it is of now, [pairs, features], fp32. */
    Tensor differences() {
        return differences.narrow(1, 0, width);
    }

    /** The smallest change of a value that can be told from rounding. */
    double closest() {
        return written ? 1e-6 : 1e-4;
    }

    long pairs() {
        return differences.size(0);
    }

    /** Of how many features it is now. */
    long width() {
        return width;
    }

    /** Makes it that of so many of the first features, no fewer than before. */
    void widen(long to) {
        if (written && to > width) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor more = differences.narrow(1, width, to - width).to(ScalarType.Double);
                matrix.add_(more.mm(more.t()));
            }
        }
        width = to;
    }

    /** K V of [pairs, columns], fp64, in the current scope. */
    Tensor times(Tensor columns) {
        return written
                ? matrix.mm(columns)
                : differences().mm(weights(columns).to(ScalarType.Float)).to(ScalarType.Double);
    }

    /** D^T V: a combination of pairs as one of features, [features, columns], fp64, in the current scope. */
    Tensor weights(Tensor columns) {
        return differences().t().mm(columns.to(ScalarType.Float)).to(ScalarType.Double);
    }

    /** The mean square of a difference: the mean of the diagonal. */
    double scale() {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.item(
                            written
                                    ? matrix.diagonal().sum()
                                    : differences().square().sum())
                    / pairs();
        }
    }
}
