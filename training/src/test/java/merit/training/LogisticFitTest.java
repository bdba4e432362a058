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
                LogisticFit.Answer strong = fit.solve(1, Tensors.zeros(ScalarType.Double, FEATURES));
                check(fit, strong, STRONG, 0.692043168604);
                check(fit, fit.solve(0.01, strong.weights()), WEAK, 0.691017703874);
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

    @Test
    void aFitThatTooFewStepsCutShortSaysSo() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor start = Tensors.zeros(ScalarType.Double, FEATURES);
                assertThat(problem().solve(0.01, start, 1).converged()).isFalse();
                assertThat(problem().solve(0.01, start).converged()).isTrue();
            }
        });
    }

    private static void check(LogisticFit fit, LogisticFit.Answer found, double[] expected, double loss) {
        for (int f = 0; f < FEATURES; f++) {
            assertThat(Tensors.item(found.weights().select(0, f))).isCloseTo(expected[f], within(1e-10));
        }
        assertThat(found.converged()).isTrue();
        assertThat(fit.loss(found.weights())).isCloseTo(loss, within(1e-10));
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
