package merit.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BradleyTerryLossTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final LossConfig PLAIN = LossConfig.DEFAULT;

    @Test
    void equalRewardsCostLogTwo() {
        assertThat(loss(PLAIN, PairTargets.plain(2), new float[] {3, -7}, new float[] {3, -7}))
                .isCloseTo(Math.log(2), CLOSE);
    }

    @Test
    void aDifferenceOfMinusThousandStaysFinite() {
        assertThat(loss(PLAIN, PairTargets.plain(1), new float[] {-500}, new float[] {500}))
                .isCloseTo(1000, CLOSE);
    }

    @Test
    void aDifferenceOfThousandCostsNothing() {
        assertThat(loss(PLAIN, PairTargets.plain(1), new float[] {500}, new float[] {-500}))
                .isCloseTo(0, CLOSE);
    }

    @Test
    void aLeadOfOneCostsLogOfOnePlusExpMinusOne() {
        assertThat(loss(PLAIN, PairTargets.plain(1), new float[] {2}, new float[] {1}))
                .isCloseTo(Math.log(1 + Math.exp(-1)), CLOSE);
    }

    @Test
    void aMarginIsTakenFromTheLead() {
        PairTargets targets = new PairTargets(new float[] {1}, new float[] {3}, new float[] {1});
        assertThat(loss(new LossConfig(0, 0, 1), targets, new float[] {4}, new float[] {1}))
                .isCloseTo(Math.log(2), CLOSE);
        assertThat(loss(PLAIN, targets, new float[] {1}, new float[] {1}))
                .as("ignored by default")
                .isCloseTo(Math.log(2), CLOSE);
    }

    @Test
    void anEvenVoteIsCheapestAtEqualRewards() {
        PairTargets even = new PairTargets(new float[] {0.5f}, new float[1], new float[] {1});
        double equal = loss(PLAIN, even, new float[] {0}, new float[] {0});
        assertThat(equal).isCloseTo(Math.log(2), CLOSE);
        assertThat(loss(PLAIN, even, new float[] {1}, new float[] {0})).isGreaterThan(equal);
        assertThat(loss(PLAIN, even, new float[] {0}, new float[] {1})).isGreaterThan(equal);
    }

    @Test
    void labelSmoothingIsASofterLabel() {
        PairTargets soft = new PairTargets(new float[] {0.9f}, new float[1], new float[] {1});
        assertThat(loss(new LossConfig(0, 0.1, 0), PairTargets.plain(1), new float[] {2}, new float[] {0}))
                .isCloseTo(loss(PLAIN, soft, new float[] {2}, new float[] {0}), CLOSE);
    }

    @Test
    void weightsMakeAWeightedMean() {
        PairTargets targets = new PairTargets(new float[] {1, 1}, new float[2], new float[] {3, 1});
        double cheap = Math.log(1 + Math.exp(-2));
        double dear = Math.log(1 + Math.exp(2));
        assertThat(loss(PLAIN, targets, new float[] {2, 0}, new float[] {0, 2}))
                .isCloseTo((3 * cheap + dear) / 4, CLOSE);
    }

    @Test
    void centringAddsTheSquaredSum() {
        assertThat(loss(new LossConfig(0.01, 0, 0), PairTargets.plain(1), new float[] {3}, new float[] {3}))
                .isCloseTo(Math.log(2) + 0.01 * 36, CLOSE);
    }

    @Test
    void partsOfAStepSumToItsMean() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                BradleyTerryLoss loss = new BradleyTerryLoss(PLAIN);
                double one = Tensors.item(loss.part(vector(1), vector(0), PairTargets.plain(1), 2));
                double two = Tensors.item(loss.part(vector(5), vector(7), PairTargets.plain(1), 2));
                assertThat(one + two)
                        .isCloseTo(Tensors.item(loss.mean(vector(1, 5), vector(0, 7), PairTargets.plain(2))), CLOSE);
            }
        });
    }

    @Test
    void theGradientEqualsFiniteDifferences() {
        PairTargets targets = new PairTargets(new float[] {1, 0.7f}, new float[] {0.5f, 0}, new float[] {2, 1});
        LossConfig config = new LossConfig(0.05, 0.1, 1);
        float[] chosen = {0.3f, -1.2f};
        float[] rejected = {0.8f, 0.4f};
        float[] gradient = gradient(config, targets, chosen, rejected);
        float h = 1e-2f;
        for (int i = 0; i < chosen.length; i++) {
            float[] up = chosen.clone();
            float[] down = chosen.clone();
            up[i] += h;
            down[i] -= h;
            double difference = loss(config, targets, up, rejected) - loss(config, targets, down, rejected);
            assertThat((double) gradient[i]).isCloseTo(difference / (2 * h), within(1e-4));
        }
    }

    @Test
    void refusesAColumnWhereAVectorIsNeeded() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor column = Tensors.of(new float[] {1, 2}, 2, 1);
                assertThatThrownBy(() -> new BradleyTerryLoss(PLAIN).mean(column, vector(1, 2), PairTargets.plain(2)))
                        .hasMessage("rewards of the chosen side: found shape [2, 1], need [2], one a pair");
            }
        });
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new LossConfig(-1, 0, 0))
                .hasMessageContaining("center_rewards_coefficient: found -1.0");
        assertThatThrownBy(() -> new LossConfig(0, 0.5, 0)).hasMessageContaining("label_smoothing: found 0.5");
        assertThatThrownBy(() -> new LossConfig(0, 0, Double.NaN)).hasMessageContaining("margin_scale: found NaN");
    }

    private static double loss(LossConfig config, PairTargets targets, float[] chosen, float[] rejected) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return Tensors.item(new BradleyTerryLoss(config).mean(vector(chosen), vector(rejected), targets));
            }
        });
    }

    private static float[] gradient(LossConfig config, PairTargets targets, float[] chosen, float[] rejected) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor rewards = vector(chosen).requires_grad_(true);
                new BradleyTerryLoss(config)
                        .mean(rewards, vector(rejected), targets)
                        .backward();
                return Tensors.floats(rewards.grad());
            }
        });
    }

    private static Tensor vector(float... values) {
        return Tensors.of(values, values.length);
    }
}
