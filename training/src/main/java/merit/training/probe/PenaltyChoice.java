package merit.training.probe;

import java.util.Arrays;
import java.util.stream.IntStream;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Which penalty is best for the pairs that a fit has not seen, over folds of prompts: all folds and penalties are one problem with
 * as many columns.
 *
 * @param pairs to learn from
 * @param fixed the one penalty to take; 0 for the best of some
 */
record PenaltyChoice(ProbePairs pairs, double fixed) {
    /** From strong to weak, as shares of the mean square of a difference, over the number of pairs. */
    private static final double[] SHARES = {30, 12, 5, 2, 0.8};

    /** A value may change so much in the last step: in the mean over pairs nothing of that is seen. */
    private static final double CLOSE = 0.02;

    /**
     * The best.
     *
     * @param loss mean log-loss of pairs in folds that were left out
     * @param accuracy share of them that are told rightly
     * @param converged whether the fits came to an end
     */
    record Best(double penalty, double loss, double accuracy, boolean converged) {}

    Best of(PairKernel kernel) {
        double[] penalties = fixed > 0
                ? new double[] {fixed}
                : Arrays.stream(SHARES)
                        .map(share -> share * kernel.scale() / pairs.size())
                        .toArray();
        try (TensorScope scope = TensorScope.open()) {
            KernelFit fit = new KernelFit(kernel, pairs.probabilityColumn());
            int folds = pairs.foldCount();
            Tensor inside = pairs.ofFolds(true, penalties.length);
            KernelFit.Answer answer = fit.solve(new KernelFit.Problem(inside, repeated(penalties, folds)), CLOSE);
            Tensor outside = pairs.ofFolds(false, penalties.length);
            float[] losses = overFolds(fit.loss(answer.values(), outside), folds);
            Tensor right = answer.values().gt(Tensors.scalar(0)).to(ScalarType.Double);
            float[] accuracies = overFolds(right.mul(outside).sum(0), folds);
            int best = IntStream.range(0, penalties.length)
                    .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                    .orElseThrow();
            return new Best(penalties[best], losses[best], accuracies[best], answer.converged());
        }
    }

    /** [folds * penalties] to the mean over folds. */
    private static float[] overFolds(Tensor values, int folds) {
        return Tensors.floats(values.view(folds, -1).mean(0));
    }

    private static Tensor repeated(double[] penalties, int folds) {
        float[] all = new float[penalties.length * folds];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) penalties[i % penalties.length];
        }
        return Tensors.of(all, all.length).to(ScalarType.Double);
    }
}
