package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Learning rates beside those of transformers' {@code get_scheduler}: {@code witness/optimizer_golden.py}. */
@Tag("golden")
class ScheduleGoldenTest {
    @Test
    void everyFactorIsThatOfTransformers() throws IOException {
        try (InputStream json = ScheduleGoldenTest.class.getResourceAsStream("schedule_golden.json")) {
            JsonNode all = new ObjectMapper().readTree(json);
            assertThat(all.size()).isEqualTo(9);
            for (JsonNode golden : all) {
                Schedule schedule = new Schedule(
                        LrSchedulerType.valueOf(golden.path("type").asString().toUpperCase(Locale.ROOT)),
                        golden.path("warmup").asInt(),
                        golden.path("total").asInt());
                for (int step = 0; step < golden.path("total").asInt(); step++) {
                    assertThat(schedule.factor(step))
                            .as("%s after %d steps", schedule, step)
                            .isCloseTo(golden.path("factors").path(step).asDouble(), within(1e-12));
                }
            }
        }
    }
}
