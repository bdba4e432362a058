package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import merit.training.TrainingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {
    @TempDir
    private Path run;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Dashboard opened() throws IOException {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Dashboard.open(0, run, new Console(InputStream.nullInputStream(), out, out, false, false, 100));
    }

    private static void log(Dashboard dashboard) {
        dashboard.on(new TrainingEvent.Logged(Map.of("step", 1, "epoch", 0.5, "loss", 0.25)));
    }

    @Test
    void thePageIsKeptInTheRunAndNothingBesideIt() throws IOException {
        try (Dashboard dashboard = opened()) {
            log(dashboard);
        }
        assertThat(run.resolve(Dashboard.FILE)).content().contains("\"loss\":0.25");
        assertThat(run.toFile().list()).containsExactly(Dashboard.FILE);
    }

    @Test
    void aPageThatCannotBeKeptFailsNothing() throws IOException {
        Files.createDirectories(run.resolve(Dashboard.FILE).resolve("in the way"));
        try (Dashboard dashboard = opened()) {
            log(dashboard);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Careful: the page could not be kept as " + run.resolve(Dashboard.FILE));
    }

    @Test
    void aPageWithNothingOnItIsNotKept() throws IOException {
        opened().close();
        assertThat(run).isEmptyDirectory();
    }
}
