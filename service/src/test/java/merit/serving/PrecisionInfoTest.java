package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;

import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.Test;

class PrecisionInfoTest {
    @Test
    void theDriftOfAModelInALowPrecisionStandsInInfoAndThatOfOneInFp32DoesNot() {
        ModelSource low = new ModelSource(
                "low", () -> new ServedModel(new CharacterScorer(60), PairOdds.of(Calibration.NONE), 0.0125));
        ModelSource plain =
                new ModelSource("plain", () -> new ServedModel(new CharacterScorer(60), PairOdds.of(Calibration.NONE)));
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), low, plain)) {
            RunningServer.Reply info = server.get("/info");
            assertThat(info.json().at("/models/0/golden_drift").doubleValue()).isEqualTo(0.0125);
            assertThat(info.json().at("/models/1").has("golden_drift")).isFalse();
        }
    }
}
