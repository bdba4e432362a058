package merit.training.probe;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * L2-penalised logistic regressions without intercept on the differences of pairs, several at once: each column has pairs and a
 * penalty of its own and finds the least of sum over pairs of weight (p softplus(-f) + (1 - p) softplus(f)) + penalty |w|^2 / 2
 * with f = D w.
 *
 * <p>Newton's method in the space of the pairs' values f, where w = D^T a and f = K a (Rasmussen and Williams, Gaussian Processes for
 * Machine Learning, 2006, algorithm 3.1; the diagonal of their W is {@code hessian}, their B is I + W^1/2 K W^1/2 / penalty, their a
 * the dual coefficients). There are fewer pairs than features, and the products with K are the same for all columns, so that folds
 * and penalties together cost little more than one of them: the systems are solved by conjugate gradients side by side. In fp64. For
 * the engine thread.
 */
final class KernelFit {
    static final int MOST_STEPS = 30;
    private static final int MOST_PRODUCTS = 500;
    /** Share of its right side to which the system of the first step is solved. */
    private static final double LOOSE = 1e-2;
    /** The same of a last step. */
    private static final double TIGHT = 1e-11;

    private static final double TINY = 1e-300;
    private static final int MOST_HALVINGS = 12;
    private static final double ROUNDING = 1e-12;

    private final PairKernel kernel;
    private final Tensor probabilities;

    /** @param probabilities that the first of each pair is the better one, [pairs, 1], fp64 */
    KernelFit(PairKernel kernel, Tensor probabilities) {
        this.kernel = kernel;
        this.probabilities = probabilities;
    }

    /**
     * What is asked.
     *
     * @param weights of the pairs in each column, which sum to 1; 0 leaves a pair out, [pairs, columns], fp64
     * @param penalties of the columns, above 0, [columns], fp64
     */
    record Problem(Tensor weights, Tensor penalties) {}

    /**
     * What was found; tensors of the scope in which it was asked.
     *
     * @param dual coefficients: of the pairs' differences in the weights, [pairs, columns], fp64
     * @param values of all pairs, of those left out too, [pairs, columns], fp64
     * @param converged whether the last step changed nothing to speak of
     */
    record Answer(Tensor dual, Tensor values, boolean converged) {}

    /** Where a fit stands: the dual coefficients, and the values that they make; both [pairs, columns]. */
    private record Iterate(Tensor dual, Tensor values) {
        /** So much of the way from here to another place; the share is of each column. */
        Iterate towards(Iterate other, Tensor share) {
            return new Iterate(
                    dual.add(other.dual.sub(dual).mul(share)),
                    values.add(other.values.sub(values).mul(share)));
        }
    }

    /**
     * The best weights of each column.
     *
     * @param close the largest change of a value in the last step
     */
    Answer solve(Problem problem, double close) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor zeros = Tensors.zeros(ScalarType.Double, Tensors.shape(problem.weights));
            Iterate at = new Iterate(zeros, zeros);
            double change = Double.POSITIVE_INFINITY;
            double share = LOOSE;
            for (int step = 0; step < MOST_STEPS && change > close; step++) {
                Iterate next = downhill(problem, at, newton(problem, at.values, share));
                change = Tensors.item(next.values.sub(at.values).abs().max());
                double largest = Tensors.item(next.values.abs().max());
                share = Math.min(LOOSE, Math.max(TIGHT, 0.1 * change * Math.min(1, change) / (1 + largest)));
                at = next;
            }
            return new Answer(scope.keep(at.dual), scope.keep(at.values), change <= close);
        }
    }

    /** Goes all the way in columns where that is not uphill, in others half of it, or a quarter, ... */
    private Iterate downhill(Problem problem, Iterate from, Tensor dual) {
        try (TensorScope scope = TensorScope.open()) {
            Iterate whole = new Iterate(dual, kernel.times(dual));
            Tensor before = objective(problem, from);
            Tensor share = before.mul(Tensors.scalar(0)).add(Tensors.scalar(1));
            Iterate next = whole;
            for (int halving = 0; halving < MOST_HALVINGS; halving++) {
                Tensor uphill = objective(problem, next).gt(before.add(Tensors.scalar(ROUNDING)));
                if (Tensors.item(uphill.sum()) == 0) {
                    break;
                }
                share = share.mul(
                        uphill.to(ScalarType.Double).mul(Tensors.scalar(-0.5)).add(Tensors.scalar(1)));
                next = from.towards(whole, share);
            }
            return new Iterate(scope.keep(next.dual), scope.keep(next.values));
        }
    }

    /** What is to be made least, [columns]. */
    private Tensor objective(Problem problem, Iterate at) {
        Tensor square = at.dual.mul(at.values).sum(0); // |w|^2
        return cost(at.values)
                .mul(problem.weights)
                .sum(0)
                .add(square.mul(problem.penalties).mul(Tensors.scalar(0.5)));
    }

    /** One step: the dual coefficients of the least of the quadratic that fits where the values are, [pairs, columns]. */
    private Tensor newton(Problem problem, Tensor values, double share) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor won = values.sigmoid(); // [pairs, columns]
            Tensor hessian = problem.weights.mul(won).mul(won.neg().add(Tensors.scalar(1)));
            Tensor root = hessian.sqrt();
            Tensor aim = hessian.mul(values).sub(problem.weights.mul(won.sub(probabilities))); // W f + gradient
            Tensor right = root.mul(kernel.times(aim)).div(problem.penalties);
            Tensor solved = conjugate(root, problem.penalties, right, share);
            return scope.keep(aim.sub(root.mul(solved)).div(problem.penalties));
        }
    }

    /** Solves (I + R K R / penalty) x = right in every column; R is the diagonal of {@code root}. */
    private Tensor conjugate(Tensor root, Tensor penalties, Tensor right, double share) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor solved = Tensors.zeros(ScalarType.Double, Tensors.shape(right));
            Tensor residual = right.clone();
            Tensor direction = residual.clone();
            Tensor length = squares(residual); // [columns]
            Tensor goal = above0(length.mul(Tensors.scalar(share * share)));
            for (int product = 0; product < MOST_PRODUCTS && isAbove(length, goal); product++) {
                length = advance(root, penalties, solved, residual, direction, length);
            }
            return scope.keep(solved);
        }
    }

    /** One product with K; changes its tensors in place and gives the new squares of what is left, in the current scope. */
    private Tensor advance(
            Tensor root, Tensor penalties, Tensor solved, Tensor residual, Tensor direction, Tensor length) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor image =
                    direction.add(root.mul(kernel.times(root.mul(direction))).div(penalties));
            Tensor by = length.div(above0(direction.mul(image).sum(0))); // [columns]
            solved.add_(direction.mul(by));
            residual.sub_(image.mul(by));
            Tensor left = squares(residual);
            direction.mul_(left.div(above0(length))).add_(residual);
            return scope.keep(left);
        }
    }

    private static Tensor above0(Tensor values) {
        return values.clamp_min(Tensors.scalar(TINY));
    }

    private static Tensor squares(Tensor columns) {
        return columns.square().sum(0);
    }

    private static boolean isAbove(Tensor found, Tensor goal) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.item(found.div(goal).max()) > 1;
        }
    }

    /**
     * The mean loss of pairs by their values, without penalty, of each column.
     *
     * @param weights [pairs, columns]
     * @return [columns], in the current scope
     */
    Tensor loss(Tensor values, Tensor weights) {
        return cost(values).mul(weights).sum(0).div(weights.sum(0));
    }

    /** [pairs, columns] of the same. */
    private Tensor cost(Tensor values) {
        return torch.softplus(values).sub(probabilities.mul(values));
    }
}
