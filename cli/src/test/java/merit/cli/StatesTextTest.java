package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import merit.training.TrainingEvent;
import org.junit.jupiter.api.Test;

class StatesTextTest {
    private static final Path FILE = Path.of("cache", "states-1.bin");

    @Test
    void itSaysHowMuchIsWrittenWhereAndForHowLong() {
        assertThat(StatesText.of(new TrainingEvent.KeepingStates(4, 6, 1200, 1200, 276_480_000, FILE, false)))
                .isEqualTo("  the 4 frozen layers of 6 read each of 1,200 rows once: 276 MB in " + FILE
                        + " until the run ends");
        assertThat(StatesText.of(new TrainingEvent.KeepingStates(1, 2, 1200, 200, 1_440_000_000, FILE, true)))
                .isEqualTo("  the frozen layer of 2 reads each of 1,200 rows once, 1,000 of them known: 1.4 GB more in "
                        + FILE);
    }
}
