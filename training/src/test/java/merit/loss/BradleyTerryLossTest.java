package merit.loss;

import static merit.loss.Losses.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BradleyTerryLossTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final Losses PLAIN = Losses.of(LossConfig.DEFAULT);

    @Test
    void equalRewardsCostLogTwo() {
        assertThat(PLAIN.value(two(1, 1), 3, -7, 3, -7)).isCloseTo(Math.log(2), CLOSE);
    }

    @Test
    void aDifferenceOfMinusThousandStaysFinite() {
        assertThat(PLAIN.value(one(), -500, 500)).isCloseTo(1000, CLOSE);
    }

    @Test
    void aDifferenceOfThousandCostsNothing() {
        assertThat(PLAIN.value(one(), 500, -500)).isCloseTo(0, CLOSE);
    }

    @Test
    void aLeadOfOneCostsLogOfOnePlusExpMinusOne() {
        assertThat(PLAIN.value(one(), 2, 1)).isCloseTo(Math.log(1 + Math.exp(-1)), CLOSE);
    }

    @Test
    void aMarginScaledByItsStrengthIsTakenFromTheLead() {
        LossConfig half = new LossConfig(LossType.BRADLEY_TERRY, 0, 0, 0.5, 1, 2, 0);
        assertThat(Losses.of(half).value(one(1, 3), 2.5f, 1)).isCloseTo(Math.log(2), CLOSE);
        assertThat(PLAIN.value(one(1, 3), 1, 1)).as("ignored by default").isCloseTo(Math.log(2), CLOSE);
    }

    @Test
    void anEvenVoteIsCheapestAtEqualRewards() {
        double equal = PLAIN.value(one(0.5, 0), 0, 0);
        assertThat(equal).isCloseTo(Math.log(2), CLOSE);
        assertThat(PLAIN.value(one(0.5, 0), 1, 0)).isGreaterThan(equal);
        assertThat(PLAIN.value(one(0.5, 0), 0, 1)).isGreaterThan(equal);
    }

    @Test
    void sevenVotesOfTenAreCheapestWhereTheirOddsAre() {
        double odds = Math.log(0.7 / 0.3);
        assertThat((double) PLAIN.result(one(0.7, 0), (float) odds, 0).gradient()[0])
                .isCloseTo(0, CLOSE);
        double p = 1 / (1 + Math.exp(-1));
        assertThat(PLAIN.value(one(0.7, 0), 1, 0)).isCloseTo(-(0.7 * Math.log(p) + 0.3 * Math.log(1 - p)), CLOSE);
    }

    @Test
    void labelSmoothingIsASofterLabel() {
        LossConfig smooth = new LossConfig(LossType.BRADLEY_TERRY, 0, 0.1, 0, 1, 2, 0);
        assertThat(Losses.of(smooth).value(one(), 2, 0)).isCloseTo(PLAIN.value(one(0.9, 0), 2, 0), CLOSE);
    }

    @Test
    void weightsMakeAWeightedMean() {
        double cheap = Math.log(1 + Math.exp(-2));
        double dear = Math.log(1 + Math.exp(2));
        assertThat(PLAIN.value(two(3, 1), 2, 0, 0, 2)).isCloseTo((3 * cheap + dear) / 4, CLOSE);
    }

    @Test
    void centringAddsTheSquaredSum() {
        LossConfig centred = new LossConfig(LossType.BRADLEY_TERRY, 0.01, 0, 0, 1, 2, 0);
        assertThat(Losses.of(centred).value(one(), 3, 3)).isCloseTo(Math.log(2) + 0.01 * 36, CLOSE);
    }

    @Test
    void aBoundAddsTheSquareOfWhatIsBeyondItOnEitherSide() {
        LossConfig bound = new LossConfig(LossType.BRADLEY_TERRY, 0, 0, 0, 1, 2, 5);
        assertThat(Losses.of(bound).value(one(), 5, 5)).isCloseTo(Math.log(2), CLOSE);
        assertThat(Losses.of(bound).value(one(), 7, 7)).isCloseTo(Math.log(2) + 4 + 4, CLOSE);
        assertThat(Losses.of(bound).value(one(), -6, -6)).isCloseTo(Math.log(2) + 1 + 1, CLOSE);
    }

    @Test
    void theMeanOverAPromptsPairsCountsEachPromptOnce() {
        Comparisons judged =
                Losses.lists(new int[] {0, 1, 0}, new int[] {0, 2, 0}, new int[] {1, 2, 0}, new int[] {3, 4, 1});
        double three = (softplus(-1) + softplus(-3) + softplus(-2)) / 3;
        assertThat(Losses.of(Losses.plain(LossType.K_WISE)).value(judged, 3, 2, 0, 1, 5))
                .isCloseTo((three + softplus(4)) / 2, CLOSE);
    }

    @Test
    void partsOfAStepSumToItsMean() {
        double one = PLAIN.part(one(), 2, 1, 0).loss();
        double two = PLAIN.part(one(), 2, 5, 7).loss();
        assertThat(one + two).isCloseTo(PLAIN.value(two(1, 1), 1, 5, 0, 7), CLOSE);
    }

    @Test
    void refusesAColumnWhereAVectorIsNeeded() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                PreferenceLoss loss = PreferenceLoss.of(LossConfig.DEFAULT, null);
                assertThatThrownBy(() -> loss.part(Tensors.of(new float[] {1, 2}, 2, 1), one(), 1))
                        .hasMessage("rewards: found shape [2, 1], need a vector, one an answer");
            }
        });
    }

    /** Answers 0 and 1 each before one of 2 and 3. */
    private static Comparisons two(float firstWeight, float secondWeight) {
        return Comparisons.apart(
                new int[] {0, 1},
                new int[] {2, 3},
                new PairTargets(new float[] {1, 1}, new float[2], new float[] {firstWeight, secondWeight}));
    }

    private static double softplus(double value) {
        return Math.log1p(Math.exp(value));
    }
}
