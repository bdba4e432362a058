package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TemperatureScalingTest {
    @Test
    void equalRewardsAreATossUp() {
        assertThat(new TemperatureScaling(3).probability(1.5, 1.5)).isEqualTo(0.5);
    }

    @Test
    void aDifferenceOfOneTemperatureIsTheSigmoidOfOne() {
        assertThat(new TemperatureScaling(2).probability(3, 1)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-15));
    }

    @Test
    void bothOrdersSumToOne() {
        TemperatureScaling calibration = new TemperatureScaling(0.7);
        assertThat(calibration.probability(2, 5) + calibration.probability(5, 2))
                .isCloseTo(1, within(1e-15));
    }

    @Test
    void aHugeDifferenceStaysANumber() {
        assertThat(TemperatureScaling.NONE.probability(-2000, 2000)).isZero();
        assertThat(TemperatureScaling.NONE.probability(2000, -2000)).isOne();
    }

    @Test
    void refusesATemperatureOfZero() {
        assertThatThrownBy(() -> new TemperatureScaling(0))
                .hasMessage("temperature: found 0.0, need a finite number above 0");
    }
}
