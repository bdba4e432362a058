package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemperatureFitTest {
    @Test
    void threeRightOfFourAtDistanceOneMeanThatOneIsThreeToOne() {
        // sigmoid(1/T) = 3/4, so T = 1 / ln 3.
        TemperatureFit fit = TemperatureFit.of(differences(1, 1, 1, -1));
        assertThat(fit.calibration().temperature()).isCloseTo(1 / Math.log(3), within(1e-9));
        assertThat(fit.calibration().probability(1, 0)).isCloseTo(0.75, within(1e-9));
        assertThat(fit.after().error()).isCloseTo(0, within(1e-9));
        assertThat(fit.before().error()).isCloseTo(0.75 - 1 / (1 + Math.exp(-1)), within(1e-9));
        assertThat(fit.atLimit()).isFalse();
    }

    @Test
    void tenTimesTheRewardsIsTenTimesTheTemperature() {
        double small = TemperatureFit.of(differences(1, 2, 1, -1)).calibration().temperature();
        double large =
                TemperatureFit.of(differences(10, 20, 10, -10)).calibration().temperature();
        assertThat(large).isCloseTo(10 * small, within(1e-8));
    }

    @Test
    void aScorerThatIsAlwaysRightHasNoBestTemperature() {
        TemperatureFit fit = TemperatureFit.of(differences(1, 2, 3));
        assertThat(fit.atLimit()).isTrue();
        assertThat(fit.calibration().temperature()).isPositive().isLessThan(0.01);
    }

    @Test
    void aScorerWorseThanChanceIsToldToBeUnsure() {
        TemperatureFit fit = TemperatureFit.of(differences(-1, -2, 1));
        assertThat(fit.atLimit()).isTrue();
        assertThat(fit.lossAfter()).isCloseTo(Math.log(2), within(1e-3));
    }

    @Test
    void aConstantScorerKeepsTemperatureOne() {
        TemperatureFit fit = TemperatureFit.of(differences(0, 0));
        assertThat(fit.calibration().temperature()).isOne();
        assertThat(fit.atLimit()).isTrue();
    }

    @Test
    void noPairsIsAnError() {
        assertThatThrownBy(() -> TemperatureFit.of(List.of()))
                .hasMessage("no pairs to calibrate on: found 0, need at least one");
    }

    private static List<ScoredPair> differences(double... differences) {
        List<ScoredPair> pairs = new ArrayList<>();
        for (double difference : differences) {
            pairs.add(new ScoredPair(difference, 0, 1, 1, "prompt " + pairs.size()));
        }
        return pairs;
    }
}
