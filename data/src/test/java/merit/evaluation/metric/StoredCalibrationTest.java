package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import merit.scoring.Calibration;
import merit.scoring.PlattScaling;
import org.junit.jupiter.api.Test;

class StoredCalibrationTest {
    private static final Calibration SURE_TO_THREE_QUARTERS =
            new Calibration(new PlattScaling(Math.log(3), 0), 468, null);
    private static final List<ScoredPair> HALF_RIGHT =
            List.of(new ScoredPair(1, 0, 1, 1, "a"), new ScoredPair(0, 1, 1, 1, "b"));

    @Test
    void aCurveThatSaysThreeQuartersAndIsRightHalfTheTimeIsAQuarterOff() {
        StoredCalibration found = Objects.requireNonNull(StoredCalibration.of(SURE_TO_THREE_QUARTERS, HALF_RIGHT));
        assertThat(found.fittedOn()).isEqualTo(468);
        assertThat(found.outcome().method()).isEqualTo(CalibrationMethod.PLATT);
        assertThat(found.outcome().equalWidth().error()).isCloseTo(0.25, within(1e-12));
        assertThat(found.outcome().equalMass().error()).isCloseTo(0.25, within(1e-12));
        assertThat(found.outcome().loss()).isCloseTo(-(Math.log(0.75) + Math.log(0.25)) / 2, within(1e-12));
        assertThat(found.outcome().brier()).isCloseTo((0.0625 + 0.5625) / 2, within(1e-12));
    }

    @Test
    void whereNothingWasFittedOrNothingIsAtHandThereIsNothingToSay() {
        assertThat(StoredCalibration.of(Calibration.NONE, HALF_RIGHT)).isNull();
        assertThat(StoredCalibration.of(SURE_TO_THREE_QUARTERS, List.of())).isNull();
    }
}
