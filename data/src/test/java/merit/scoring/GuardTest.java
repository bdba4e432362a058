package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    @TempDir
    private Path folder;

    @Test
    void aGuardIsReadFromItsFile() throws IOException {
        Path file =
                written("{\"threshold\": -1.25, \"false_blocks\": 0.01, \"fitted_on\": 400, \"model\": \"runs/one\"}");
        Guard guard = Guard.read(file);
        assertThat(guard).isEqualTo(new Guard(-1.25, 0.01, 400));
        assertThat(guard.blocks(-1.3)).isTrue();
        assertThat(guard.blocks(-1.25)).isFalse();
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path file = written("{\"threshold\": \"-1\", \"false_blocks\": 0.01}");
        assertThatThrownBy(() -> Guard.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": found no number under threshold, need what merit guard wrote");
        Path text = written("threshold: -1");
        assertThatThrownBy(() -> Guard.read(text)).hasMessage(text + ": found no JSON, need what merit guard wrote");
    }

    private Path written(String content) throws IOException {
        return Files.writeString(folder.resolve("guard.json"), content);
    }
}
