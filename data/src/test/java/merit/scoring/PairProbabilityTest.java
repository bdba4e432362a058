package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairProbabilityTest {
    private final IsotonicCalibration curve = new IsotonicCalibration(List.of(0.0, 1.0, 3.0), List.of(0.5, 0.6, 0.9));

    @Test
    void anIsotonicCurveIsStraightBetweenItsPointsAndFlatBeyond() {
        assertThat(curve.probability(2, 1)).isEqualTo(0.6);
        assertThat(curve.probability(2, 0)).isCloseTo(0.75, within(1e-12));
        assertThat(curve.probability(9, 0)).isEqualTo(0.9);
        assertThat(curve.probability(1, 1)).isEqualTo(0.5);
    }

    @Test
    void theOtherOrderHasTheOtherProbability() {
        for (PairProbability one : List.of(curve, new PlattScaling(1.7, 0), new TemperatureScaling(2))) {
            assertThat(one.probability(0.3, 1.1) + one.probability(1.1, 0.3)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void aCurveThatFallsIsRefused() {
        assertThatThrownBy(() -> new IsotonicCalibration(List.of(0.0, 1.0), List.of(0.5, 0.4)))
                .hasMessage("a curve never falls: found 0.4 at 1.0 after 0.5 at 0.0");
        assertThatThrownBy(() -> new IsotonicCalibration(List.of(0.0, 1.0), List.of(0.5, 1.2)))
                .hasMessage("a curve goes from one half to 1 at most: found 0.5 to 1.2");
    }

    @Test
    void aPlattCurveOfASlopeOneIsTheSigmoid() {
        assertThat(new PlattScaling(1, 0).probability(Math.log(3))).isCloseTo(0.75, within(1e-12));
        assertThat(new PlattScaling(2, -1).probability(0.5)).isEqualTo(0.5);
    }
}
