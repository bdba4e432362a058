package merit.training.probe;

import java.util.List;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * FeatureProducts of the pairs' differences with one another, K = D D^T, of which more features make more: a matrix where the pairs are few,
 * else never written down. What it is made of belongs to the scope in which it was made. For the engine thread.
 */
final class PairKernel {
    /** Beside these a matrix of all products takes more memory, and more time to make, than it saves. */
    private static final int MOST_PAIRS = 4096;

    private final Tensor differences;
    private final @Nullable Tensor products;
    private final Tensor matrix;
    private final boolean written;
    private long width;

    /** @param differences of the pairs' features, [pairs, features], fp32 */
    PairKernel(Tensor differences) {
        this(differences, MOST_PAIRS);
    }

    /** @param mostPairs of which all products are written down */
    PairKernel(Tensor differences, int mostPairs) {
        this(differences, null, differences.size(0) <= mostPairs);
    }

    /** Whether all products of so many pairs are written down. */
    static boolean isWritten(long pairs) {
        return pairs <= MOST_PAIRS;
    }

    private PairKernel(Tensor differences, @Nullable Tensor products, boolean written) {
        this.differences = differences;
        this.products = products;
        this.written = written;
        this.matrix = Tensors.zeros(ScalarType.Double, written ? pairs() : 0, pairs());
    }

    /**
     * The same of more features, which stand behind those that this one is of.
     *
     * @param more differences, [pairs, more features], fp32
     */
    PairKernel with(Tensor more) {
        PairKernel kernel = new PairKernel(differences, more, written);
        kernel.width = width;
        if (written) {
            kernel.matrix.add_(matrix);
            kernel.add(more);
        }
        return kernel;
    }

    /** The differences that it is of now, side by side, each [pairs, features], fp32. */
    private List<Tensor> parts() {
        Tensor read = differences.narrow(1, 0, width);
        return products == null ? List.of(read) : List.of(read, products);
    }

    /** The smallest change of a value that can be told from rounding. */
    double closest() {
        return written ? 1e-6 : 1e-4;
    }

    long pairs() {
        return differences.size(0);
    }

    /** Makes it that of so many of the first features, no fewer than before. */
    void widen(long to) {
        if (written && to > width) {
            add(differences.narrow(1, width, to - width));
        }
        width = to;
    }

    private void add(Tensor more) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor exact = more.to(ScalarType.Double);
            matrix.add_(exact.mm(exact.t()));
        }
    }

    /** K V of [pairs, columns], fp64, in the current scope. */
    Tensor times(Tensor columns) {
        if (written) {
            return matrix.mm(columns);
        }
        Tensor single = columns.to(ScalarType.Float);
        Tensor sum = Tensors.zeros(ScalarType.Double, Tensors.shape(columns));
        parts().forEach(part -> sum.add_(part.mm(part.t().mm(single))));
        return sum;
    }

    /** D^T V: a combination of pairs as one of features, [features, columns], fp64, in the current scope. */
    Tensor weights(Tensor columns) {
        Tensor single = columns.to(ScalarType.Float);
        TensorVector all = new TensorVector();
        parts().forEach(part -> all.push_back(part.t().mm(single)));
        return torch.cat(all, 0).to(ScalarType.Double);
    }

    /** The mean square of a difference: the mean of the diagonal. */
    double scale() {
        try (TensorScope scope = TensorScope.open()) {
            double sum = written
                    ? Tensors.item(matrix.diagonal().sum())
                    : parts().stream()
                            .mapToDouble(part -> Tensors.item(part.square().sum()))
                            .sum();
            return sum / pairs();
        }
    }
}
