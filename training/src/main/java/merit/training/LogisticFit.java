package merit.training;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * L2-penalised logistic regression without intercept, by Newton's method: the least of sum over rows of weight (p softplus(-x.w)
 * + (1 - p) softplus(x.w)) + penalty |w|^2 / 2. In fp64. For the engine thread; what it computes belongs to the caller's scope.
 */
final class LogisticFit {
    static final int MOST_STEPS = 30;
    private static final double CLOSE_ENOUGH = 1e-9;

    private final Tensor rows;
    private final Tensor probabilities;
    private final Tensor weights;

    /**
     * @param rows [rows, features]
     * @param probabilities that a row's product with the answer should be positive, [rows]
     * @param weights of the rows, which sum to 1, [rows]
     */
    LogisticFit(Tensor rows, Tensor probabilities, Tensor weights) {
        this.rows = rows;
        this.probabilities = probabilities;
        this.weights = weights;
    }

    /**
     * What the steps came to.
     *
     * @param weights [features]
     * @param converged whether the last step changed nothing to speak of; else these are not the best weights
     */
    record Answer(Tensor weights, boolean converged) {}

    /**
     * The best weights.
     *
     * @param penalty above 0
     * @param start where to begin, e.g. the answer for a larger penalty, [features]
     */
    Answer solve(double penalty, Tensor start) {
        return solve(penalty, start, MOST_STEPS);
    }

    /** The same by so many steps at most. */
    Answer solve(double penalty, Tensor start, int mostSteps) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor weights = start;
            boolean converged = false;
            for (int step = 0; step < mostSteps && !converged; step++) {
                Tensor change = newton(weights, penalty);
                weights = weights.sub(change);
                converged = Tensors.item(change.abs().max()) < CLOSE_ENOUGH;
            }
            return new Answer(scope.keep(weights), converged);
        }
    }

    /** The inverse of the curvature times the slope, [features]. */
    private Tensor newton(Tensor at, double penalty) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor won = rows.mv(at).sigmoid(); // [rows]
            Tensor slope =
                    rows.t().mv(weights.mul(won.sub(probabilities))).add(at.mul(Tensors.scalar(penalty))); // [features]
            Tensor bend = weights.mul(won).mul(won.neg().add(Tensors.scalar(1))); // [rows]
            Tensor curvature = rows.t().mm(rows.mul(bend.unsqueeze(1))); // [features, features]
            curvature.diagonal().add_(Tensors.scalar(penalty));
            Tensor lower = torch.linalg_cholesky(curvature);
            return scope.keep(torch.cholesky_solve(slope.unsqueeze(1), lower).squeeze(1));
        }
    }

    /** The mean loss of rows under some weights, without penalty. */
    double loss(Tensor at) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor product = rows.mv(at); // [rows]
            Tensor cost = torch.softplus(product).sub(probabilities.mul(product)); // [rows]
            return Tensors.item(cost.dot(weights));
        }
    }
}
