package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void ticksAreRoundNumbersAroundTheValues() {
        Scale scale = Scale.round(0.613, 0.697, 5, 0, 100);
        assertThat(scale.ticks().stream().map(scale::label))
                .containsExactly("0.60", "0.62", "0.64", "0.66", "0.68", "0.70");
    }

    @Test
    void theEndsOfTheScaleAreTheEndsOfTheDrawing() {
        Scale scale = Scale.round(0, 100, 5, 210, 12);
        assertThat(scale.at(0)).isCloseTo(210, within(1e-9));
        assertThat(scale.at(100)).isCloseTo(12, within(1e-9));
    }

    @Test
    void oneValueAloneStillHasAScale() {
        Scale scale = Scale.round(3, 3, 5, 0, 100);
        assertThat(scale.high()).isGreaterThan(scale.low());
        assertThat(scale.at(3)).isBetween(0.0, 100.0);
        assertThat(Scale.round(0, 0, 5, 0, 100).at(0)).isFinite();
    }

    @Test
    void zeroHasNoSign() {
        Scale scale = Scale.round(-1, 1, 4, 0, 100);
        assertThat(scale.ticks().stream().map(scale::label)).containsExactly("-1.0", "-0.5", "0.0", "0.5", "1.0");
    }
}
