package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Against scikit-learn's values, by {@code witness/logistic_fit.py}. */
class LogisticFitTest {
    private static final int ROWS = 40;
    private static final int FEATURES = 6;
    private static final double[] STRONG = {
        0.009832319430, -0.011521673672, 0.015094508365, -0.014988056129, 0.003438370581, 0.013975486481
    };
    private static final double[] WEAK = {
        0.020737893494, -0.028672278185, 0.048457035914, -0.061235620498, 0.031048139057, 0.041487980858
    };

    @Test
    void weightsAndLossAreScikitLearns() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                LogisticFit fit = problem();
                Tensor strong = fit.solve(1, Tensors.zeros(ScalarType.Double, FEATURES));
                check(fit, strong, STRONG, 0.692043168604);
                check(fit, fit.solve(0.01, strong), WEAK, 0.691017703874);
            }
        });
    }

    @Test
    void theStartDoesNotMatter() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                LogisticFit fit = problem();
                Tensor far =
                        Tensors.of(new float[] {1, -1, 2, 0, 3, -2}, FEATURES).to(ScalarType.Double);
                check(fit, fit.solve(0.01, far), WEAK, 0.691017703874);
            }
        });
    }

    private static void check(LogisticFit fit, Tensor found, double[] expected, double loss) {
        for (int f = 0; f < FEATURES; f++) {
            assertThat(Tensors.item(found.select(0, f))).isCloseTo(expected[f], within(1e-10));
        }
        assertThat(fit.loss(found)).isCloseTo(loss, within(1e-10));
    }

    private static LogisticFit problem() {
        float[] rows = new float[ROWS * FEATURES];
        float[] probabilities = new float[ROWS];
        float[] weights = new float[ROWS];
        for (int r = 0; r < ROWS; r++) {
            for (int f = 0; f < FEATURES; f++) {
                rows[r * FEATURES + f] = (float) Math.sin(7 * r + 3 * f * f + 1);
            }
            probabilities[r] = (float) (0.6 + 0.4 * Math.pow(Math.cos(r), 2));
            weights[r] = 1 + r % 3;
        }
        Tensor shares = Tensors.of(weights, ROWS).to(ScalarType.Double);
        return new LogisticFit(
                Tensors.of(rows, ROWS, FEATURES).to(ScalarType.Double),
                Tensors.of(probabilities, ROWS).to(ScalarType.Double),
                shares.div(shares.sum()));
    }
}
