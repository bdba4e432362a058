package merit.loss;

import static merit.loss.Losses.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import merit.scoring.TieModel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TieLossTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final Offset<Double> NEAR = within(1e-5);
    private static final double NU = 0.6;
    private static final double THETA = 1.8;
    private static final Losses DAVIDSON = Losses.of(Losses.plain(LossType.DAVIDSON), Math.log(NU));
    private static final Losses RAO_KUPPER = Losses.of(Losses.plain(LossType.RAO_KUPPER), Math.log(THETA - 1));

    @Test
    void davidsonsOddsAreThoseOfThePaper() {
        double a = Math.exp(1.5);
        double b = Math.exp(0.5);
        double sum = a + b + NU * Math.sqrt(a * b);
        assertThat(DAVIDSON.value(one(), 1.5f, 0.5f)).isCloseTo(-Math.log(a / sum), CLOSE);
        assertThat(DAVIDSON.value(one(0, 0), 1.5f, 0.5f)).isCloseTo(-Math.log(b / sum), CLOSE);
        assertThat(DAVIDSON.value(one(0.5, 0), 1.5f, 0.5f)).isCloseTo(-Math.log(NU * Math.sqrt(a * b) / sum), CLOSE);
    }

    @Test
    void raoAndKuppersProbabilitiesAreThoseOfThePaper() {
        double a = Math.exp(1.5);
        double b = Math.exp(0.5);
        assertThat(RAO_KUPPER.value(one(), 1.5f, 0.5f)).isCloseTo(-Math.log(a / (a + THETA * b)), CLOSE);
        assertThat(RAO_KUPPER.value(one(0, 0), 1.5f, 0.5f)).isCloseTo(-Math.log(b / (b + THETA * a)), CLOSE);
        double tie = (THETA * THETA - 1) * a * b / ((a + THETA * b) * (THETA * a + b));
        assertThat(RAO_KUPPER.value(one(0.5, 0), 1.5f, 0.5f)).isCloseTo(-Math.log(tie), NEAR);
    }

    @Test
    void theThreeOutcomesAreAllThereAre() {
        for (Losses loss : new Losses[] {DAVIDSON, RAO_KUPPER}) {
            double sum = Math.exp(-loss.value(one(), 0.7f, 2))
                    + Math.exp(-loss.value(one(0, 0), 0.7f, 2))
                    + Math.exp(-loss.value(one(0.5, 0), 0.7f, 2));
            assertThat(sum).isCloseTo(1, NEAR);
        }
    }

    @Test
    void theTieModelSaysTheProbabilityThatTheLossLearns() {
        assertThat(new TieModel(TieModel.Rule.DAVIDSON, NU).probability(0.7, 2))
                .isCloseTo(Math.exp(-DAVIDSON.value(one(0.5, 0), 0.7f, 2)), NEAR);
        assertThat(new TieModel(TieModel.Rule.RAO_KUPPER, THETA).probability(0.7, 2))
                .isCloseTo(Math.exp(-RAO_KUPPER.value(one(0.5, 0), 0.7f, 2)), NEAR);
    }

    @Test
    void theStartMakesEqualRewardsTieAsOftenAsTheDataDo() {
        for (TieModel.Rule rule : TieModel.Rule.values()) {
            TieModel start = TieModel.ofShare(rule, 0.3);
            assertThat(start.probability(2, 2)).isCloseTo(0.3, within(1e-12));
            assertThat(start.probability(2, 5)).isLessThan(0.3).isEqualTo(start.probability(5, 2));
            assertThat(start.probability(-1e6, 1e6)).isEqualTo(0);
        }
    }

    @Test
    void aTieModelWithoutTiesIsRefused() {
        assertThatThrownBy(() -> new TieModel(TieModel.Rule.RAO_KUPPER, 1))
                .hasMessage("ties, rao-kupper: found parameter 1.0, need a finite number above 1.0");
    }

    @Test
    void withFewTiesBothAreBradleyTerrys() {
        double two = Losses.of(LossConfig.DEFAULT).value(one(), 0.7f, 2);
        assertThat(Losses.of(Losses.plain(LossType.DAVIDSON), -20).value(one(), 0.7f, 2))
                .isCloseTo(two, CLOSE);
        assertThat(Losses.of(Losses.plain(LossType.RAO_KUPPER), -20).value(one(), 0.7f, 2))
                .isCloseTo(two, CLOSE);
    }

    @Test
    void largeDifferencesStayFinite() {
        for (Losses loss : new Losses[] {DAVIDSON, RAO_KUPPER}) {
            assertThat(loss.value(one(), 500, -500)).isCloseTo(0, CLOSE);
            assertThat(loss.value(one(), -500, 500)).isBetween(999.0, 1001.0);
            assertThat(loss.value(one(0.5, 0), -500, 500)).isBetween(499.0, 1001.0);
            assertThat(loss.result(one(0.5, 0), 3, 3).gradient()[0]).isEqualTo(0);
        }
    }
}
