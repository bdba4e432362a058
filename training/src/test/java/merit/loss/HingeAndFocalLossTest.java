package merit.loss;

import static merit.loss.Losses.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HingeAndFocalLossTest {
    private static final Offset<Double> CLOSE = within(1e-6);

    @Test
    void theHingeCostsWhatALeadLacksOfTheMargin() {
        Losses hinge = Losses.of(Losses.plain(LossType.HINGE));
        assertThat(hinge.value(one(), 2, 1.75f)).isCloseTo(0.75, CLOSE);
        assertThat(hinge.value(one(), 2, 1)).isCloseTo(0, CLOSE);
        assertThat(hinge.value(one(), -500, 500)).isCloseTo(1001, CLOSE);
        assertThat(hinge.result(one(), 4, 1).gradient()).containsExactly(0, 0);
    }

    @Test
    void theHingeHasAMarginOfItsOwnBesideThatOfTheRow() {
        LossConfig config = new LossConfig(LossType.HINGE, 0, 0, 0.5, 2, 2, 0);
        assertThat(Losses.of(config).value(one(1, 3), 4, 1)).isCloseTo(0.5, CLOSE);
    }

    @Test
    void aSoftLabelIsASumOfBothHinges() {
        assertThat(Losses.of(Losses.plain(LossType.HINGE)).value(one(0.75, 0), 0.5f, 0))
                .isCloseTo(0.75 * 0.5 + 0.25 * 1.5, CLOSE);
    }

    @Test
    void theFocalFactorIsThePowerOfWhatIsNotYetRight() {
        Losses focal = Losses.of(Losses.plain(LossType.FOCAL));
        double p = 1 / (1 + Math.exp(-1.5));
        assertThat(focal.value(one(), 2, 0.5f)).isCloseTo(-Math.pow(1 - p, 2) * Math.log(p), CLOSE);
        assertThat(focal.value(one(), 0, 0)).isCloseTo(Math.log(2) / 4, CLOSE);
    }

    @Test
    void theFocalLossIsFiniteForAnyDifference() {
        Losses focal = Losses.of(Losses.plain(LossType.FOCAL));
        assertThat(focal.value(one(), -500, 500)).isCloseTo(1000, CLOSE);
        assertThat(focal.value(one(), 500, -500)).isEqualTo(0);
        assertThat(focal.result(one(), 500, -500).gradient()).containsExactly(0, 0);
    }

    @Test
    void withoutGammaTheFocalLossIsBradleyTerrys() {
        Losses focal = Losses.of(new LossConfig(LossType.FOCAL, 0, 0, 0, 1, 0, 0));
        assertThat(focal.value(one(0.8, 0), 1, 2))
                .isCloseTo(Losses.of(LossConfig.DEFAULT).value(one(0.8, 0), 1, 2), CLOSE);
    }
}
