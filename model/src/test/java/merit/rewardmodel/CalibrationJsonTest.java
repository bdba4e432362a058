package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import merit.scoring.Calibration;
import merit.scoring.IsotonicCalibration;
import merit.scoring.Normalization;
import merit.scoring.PlattScaling;
import merit.scoring.TemperatureScaling;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class CalibrationJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyKindComesBackAsItWasToTheLastDigit() {
        Normalization reference = new Normalization(0.1 + 0.2, Math.sqrt(2), 936);
        for (Calibration calibration : List.of(
                Calibration.NONE,
                new Calibration(TemperatureScaling.NONE, 0, reference),
                new Calibration(new TemperatureScaling(Math.PI), 468, null),
                new Calibration(new PlattScaling(1 / 3.0, 0), 468, reference),
                new Calibration(
                        new IsotonicCalibration(List.of(0.0, 0.1 + 0.2, 3.0), List.of(0.5, 2 / 3.0, 0.9)),
                        468,
                        reference))) {
            String written = CalibrationJson.write(calibration).toString();
            assertThat(CalibrationJson.read(JSON.readTree(written))).isEqualTo(calibration);
        }
    }

    @Test
    void whatWasWrittenBeforeThereWereKindsIsATemperature() {
        assertThat(CalibrationJson.read(JSON.readTree("{\"temperature\": 1.31, \"pairs\": 468}")))
                .isEqualTo(new Calibration(new TemperatureScaling(1.31), 468, null));
        assertThat(CalibrationJson.read(JSON.readTree("{\"temperature\": 1.0, \"pairs\": 0}")))
                .isEqualTo(Calibration.NONE);
        assertThat(CalibrationJson.read(JSON.readTree("{}").path("calibration")))
                .isEqualTo(Calibration.NONE);
    }

    @Test
    void aKindThatIsNotKnownIsRefusedByName() {
        assertThatThrownBy(() -> CalibrationJson.read(JSON.readTree("{\"method\": \"beta\", \"pairs\": 5}")))
                .hasMessage(
                        "calibration: found method \"beta\", need none, temperature, platt or isotonic; open it with"
                                + " the Merit that saved it");
    }

    @Test
    void numbersThatMakeNoCurveAreRefused() {
        assertThatThrownBy(() -> CalibrationJson.read(JSON.readTree("{\"method\": \"platt\", \"pairs\": 5}")))
                .hasMessageContaining("found slope NaN");
        assertThatThrownBy(() -> CalibrationJson.read(JSON.readTree("{\"method\": \"isotonic\", \"pairs\": 5}")))
                .hasMessageContaining("found 0 differences and 0 probabilities");
    }
}
