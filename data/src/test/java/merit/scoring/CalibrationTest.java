package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final IsotonicCalibration CURVE =
            new IsotonicCalibration(List.of(0.0, 1.0, 3.0), List.of(0.5, 0.6, 0.9));

    @Test
    void probabilitiesAreThoseOfTheCurve() {
        assertThat(new Calibration(CURVE, 100, null).probability(2, 0)).isCloseTo(0.75, within(1e-12));
        assertThat(Calibration.NONE.probability(Math.log(3), 0)).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void whatWasFittedIsCalledByItsName() {
        assertThat(new Calibration(new TemperatureScaling(2), 100, null).method())
                .isEqualTo("temperature");
        assertThat(new Calibration(new PlattScaling(2, 0), 100, null).method()).isEqualTo("platt");
        assertThat(new Calibration(CURVE, 100, null).method()).isEqualTo("isotonic");
    }

    @Test
    void aCurveThatWasFittedOnNothingIsNoCalibration() {
        Calibration scaleAlone = new Calibration(TemperatureScaling.NONE, 0, new Normalization(1, 2, 10));
        assertThat(scaleAlone.isFitted()).isFalse();
        assertThat(scaleAlone.method()).isEqualTo("none");
    }
}
