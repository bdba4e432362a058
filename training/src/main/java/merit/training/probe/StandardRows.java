package merit.training.probe;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Features of rows, each with mean 0 and variance 1 over all rows. Tensors of the scope in which it was made. For the engine thread.
 *
 * @param features as they are
 * @param rows how many
 * @param mean of each feature, [features], fp64
 * @param spread the root of each one's variance, [features], fp64
 */
record StandardRows(FeatureRows features, int rows, Tensor mean, Tensor spread) {
    private static final int ROWS_A_CHUNK = 512;
    private static final double LEAST_SPREAD = 1e-6;

    static StandardRows of(FeatureRows features, int rows, int width) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor sum = Tensors.zeros(ScalarType.Double, width);
            Tensor squares = Tensors.zeros(ScalarType.Double, width);
            for (int from = 0; from < rows; from += ROWS_A_CHUNK) {
                try (TensorScope chunk = TensorScope.open()) {
                    Tensor part = features.of(chunk(from, rows)).to(ScalarType.Double);
                    sum.add_(part.sum(0));
                    squares.add_(part.square().sum(0));
                }
            }
            Tensor mean = sum.div(Tensors.scalar(rows));
            Tensor variance = squares.div(Tensors.scalar(rows)).sub(mean.square());
            Tensor spread = variance.clamp_min(Tensors.scalar(LEAST_SPREAD * LEAST_SPREAD))
                    .sqrt();
            if (!Double.isFinite(Tensors.item(spread.sum()))) {
                throw new IllegalArgumentException("features: found numbers that are not finite, need finite ones; the"
                        + " backbone gives them, so look at its weights");
            }
            return new StandardRows(features, rows, scope.keep(mean), scope.keep(spread));
        }
    }

    private static int[] chunk(int from, int rows) {
        return IntStream.range(from, Math.min(rows, from + ROWS_A_CHUNK)).toArray();
    }

    /** Shows all rows, some at a time, by their first features: [some rows, width], fp32. */
    void each(int width, Consumer<Tensor> work) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor middle = mean.narrow(0, 0, width).to(ScalarType.Float);
            Tensor divisor = spread.narrow(0, 0, width).to(ScalarType.Float);
            for (int from = 0; from < rows; from += ROWS_A_CHUNK) {
                try (TensorScope chunk = TensorScope.open()) {
                    work.accept(features.of(chunk(from, rows))
                            .narrow(1, 0, width)
                            .sub(middle)
                            .div(divisor));
                }
            }
        }
    }

    /** Chosen less rejected, [pairs, features], fp32, in the current scope. */
    Tensor differences(ProbePairs pairs) {
        Tensor all = Tensors.empty(ScalarType.Float, pairs.size(), spread.size(0));
        try (TensorScope scope = TensorScope.open()) {
            Tensor divisor = spread.to(ScalarType.Float);
            for (int from = 0; from < pairs.size(); from += ROWS_A_CHUNK) {
                int to = Math.min(pairs.size(), from + ROWS_A_CHUNK);
                try (TensorScope chunk = TensorScope.open()) {
                    Tensor better = features.of(Arrays.copyOfRange(pairs.chosen(), from, to));
                    Tensor worse = features.of(Arrays.copyOfRange(pairs.rejected(), from, to));
                    all.narrow(0, from, to - from).copy_(better.sub(worse).div(divisor));
                }
            }
        }
        return all;
    }
}
