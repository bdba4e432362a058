package merit.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The scale after each step beside that of {@code torch.amp.GradScaler}: {@code witness/optimizer_golden.py}. */
@Tag("golden")
class LossScalerGoldenTest {
    @Test
    void scalesAndDefaultsAreThoseOfPyTorchAlsoWhereTheScaleCannotGrow() throws IOException {
        JsonNode golden = golden();
        assertThat(LossScaler.INITIAL)
                .isEqualTo((float) golden.at("/standard/scale").asDouble());
        assertThat(LossScaler.INTERVAL)
                .isEqualTo(golden.at("/standard/interval").asInt());
        assertThat(golden.path("runs").size()).isEqualTo(2);
        for (JsonNode run : golden.path("runs")) {
            int interval = run.path("interval").asInt();
            LossScaler scaler = new LossScaler((float) run.path("start").asDouble(), interval);
            for (int step = 0; step < run.path("finite").size(); step++) {
                LossScaler resumed = new LossScaler(1, interval);
                resumed.restore(scaler.memory());
                scaler = resumed;
                scaler.update(run.path("finite").path(step).asBoolean());
                assertThat(scaler.scale()).as("after %d steps", step + 1).isEqualTo((float)
                        run.path("scales").path(step).asDouble());
            }
        }
    }

    private static JsonNode golden() throws IOException {
        try (InputStream json = LossScalerGoldenTest.class.getResourceAsStream("loss_scaler_golden.json")) {
            return new ObjectMapper().readTree(json);
        }
    }
}
