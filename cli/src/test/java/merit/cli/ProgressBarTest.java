package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now;

    @Test
    void aTerminalSeesABarDrawnOverItself() {
        try (ProgressBar bar = bar(true)) {
            now = 10_000_000_000L;
            bar.to(29, "loss 0.571");
        }
        assertThat(text())
                .isEqualTo("\rEpoch 1  ━━━━━━━━━━━━              29/58 · loss 0.571 · 0:10 left\u001b[K"
                        + "\rEpoch 1  ━━━━━━━━━━━━              29/58 · loss 0.571 · 0:10\u001b[K\n");
    }

    @Test
    void aFileSeesPlainLinesAndOnlyAFew() {
        try (ProgressBar bar = bar(false)) {
            for (int step = 1; step <= 58; step++) {
                now += 200_000_000L;
                bar.to(step, "");
            }
        }
        assertThat(text()).isEqualTo("Epoch 1  50/58 · 0:01 left\nEpoch 1  58/58 · 0:11\n");
    }

    @Test
    void nothingIsDrawnWhereTheConsoleIsQuiet() {
        Console console = console(true);
        console.level(Console.Level.QUIET);
        try (ProgressBar bar = new ProgressBar(console, "Epoch 1", 58, () -> now)) {
            now = 10_000_000_000L;
            bar.to(29, "");
        }
        assertThat(text()).isEmpty();
    }

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(console(terminal), "Epoch 1", 58, () -> now);
    }

    private Console console(boolean terminal) {
        PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
        return new Console(InputStream.nullInputStream(), stream, stream, terminal, false, 100);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
