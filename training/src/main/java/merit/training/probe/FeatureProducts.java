package merit.training.probe;

import java.util.Random;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * FeatureProducts of two features each, along the few directions in which features vary most: what a linear head cannot see, such as that a
 * property is good in one kind of answer and bad in another. Directions by subspace iteration (Halko, Martinsson and Tropp, Finding
 * structure with randomness, 2011, algorithm 4.4). A product counts as much as in a polynomial kernel of degree 2. Tensors of the
 * scope in which it was made. For the engine thread.
 *
 * @param directions of standardised features, orthonormal, [features, directions], fp64
 * @param places of all rows along them, [rows, directions], fp64
 */
record FeatureProducts(Tensor directions, Tensor places) {
    private static final int ITERATIONS = 3;
    private static final int SPARE = 8;
    private static final long SEED = 20260;

    /**
     * @param width how many of the first features are used
     * @param count of the directions
     */
    static FeatureProducts of(StandardRows rows, int width, int count) {
        try (TensorScope scope = TensorScope.open()) {
            int spare = Math.min(SPARE, width - count);
            Tensor basis = random(width, count + spare);
            for (int i = 0; i < ITERATIONS; i++) {
                basis = orthonormal(image(rows, basis));
            }
            Tensor along = places(rows, basis); // [rows, directions and spare]
            Tensor covariance = along.t().mm(along);
            try (T_TensorTensor_T parts = torch.linalg_eigh(covariance)) { // in ascending order
                Tensor turn = new Tensor(parts.get1()).narrow(1, spare, count);
                return new FeatureProducts(scope.keep(basis.mm(turn)), scope.keep(along.mm(turn)));
            }
        }
    }

    private static Tensor random(int width, int columns) {
        Random random = new Random(SEED);
        float[] values = new float[Math.multiplyExact(width, columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(values, width, columns).to(ScalarType.Double);
    }

    private static Tensor orthonormal(Tensor columns) {
        try (T_TensorTensor_T parts = torch.linalg_qr(columns)) {
            return new Tensor(parts.get0()); // the pair's own handles go with it
        }
    }

    /** Z^T Z basis, in the current scope. */
    private static Tensor image(StandardRows rows, Tensor basis) {
        Tensor sum = Tensors.zeros(ScalarType.Double, Tensors.shape(basis));
        try (TensorScope scope = TensorScope.open()) {
            Tensor single = basis.to(ScalarType.Float);
            rows.each(Math.toIntExact(basis.size(0)), some -> sum.add_(some.t().mm(some.mm(single))));
        }
        return sum;
    }

    /** Z basis, in the current scope. */
    private static Tensor places(StandardRows rows, Tensor basis) {
        Tensor places = Tensors.zeros(ScalarType.Double, rows.rows(), basis.size(1));
        try (TensorScope scope = TensorScope.open()) {
            Tensor single = basis.to(ScalarType.Float);
            int[] next = {0};
            rows.each(Math.toIntExact(basis.size(0)), some -> {
                places.narrow(0, next[0], some.size(0)).copy_(some.mm(single));
                next[0] += Math.toIntExact(some.size(0));
            });
        }
        return places;
    }

    int count() {
        return Math.toIntExact(directions.size(1));
    }

    /** Chosen less rejected, [pairs, directions^2], fp32, in the current scope. */
    Tensor differences(ProbePairs pairs) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor better = products(places.index_select(0, Tensors.of(pairs.chosen(), pairs.size())));
            Tensor worse = products(places.index_select(0, Tensors.of(pairs.rejected(), pairs.size())));
            return scope.keep(better.sub_(worse));
        }
    }

    /** [rows, directions] to [rows, directions^2]. */
    private Tensor products(Tensor along) {
        Tensor divided = along.to(ScalarType.Float).mul(Tensors.scalar(Math.sqrt(unit())));
        return divided.unsqueeze(2).mul(divided.unsqueeze(1)).flatten(1, 2);
    }

    /** What a product of two places counts: the less, the more features there are. */
    private double unit() {
        return 1 / Math.sqrt((double) directions.size(0));
    }

    /**
     * Weights of products as those of squares: of the places along other directions, to which these are turned.
     *
     * @param vectors that turn them, [directions, squares], fp64
     * @param values the weights of the squares, [squares], fp64
     */
    record Spectrum(Tensor vectors, Tensor values) {}

    /** @param weights of the products, [directions^2], fp64 */
    Spectrum spectrum(Tensor weights) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor matrix = weights.view(count(), count()).mul(Tensors.scalar(unit()));
            Tensor symmetric = matrix.add(matrix.t()).mul(Tensors.scalar(0.5));
            try (T_TensorTensor_T parts = torch.linalg_eigh(symmetric)) {
                return new Spectrum(scope.keep(new Tensor(parts.get1())), scope.keep(new Tensor(parts.get0())));
            }
        }
    }

    /** The mean over all rows of what squares give. */
    double mean(Spectrum spectrum) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.item(places.mm(spectrum.vectors).square().mean(0).dot(spectrum.values));
        }
    }
}
