package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderVersionTest {
    private static final FileTime THEN = FileTime.fromMillis(1_000_000);

    @TempDir
    Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void twoRunsThatLookAlike() throws IOException {
        first = run("first");
        second = run("second");
    }

    private Path run(String name) throws IOException {
        Path run = folder.resolve(name);
        Files.createDirectories(run.resolve("adapter"));
        for (String file : List.of("merit.json", "adapter/weights")) {
            Files.setLastModifiedTime(Files.writeString(run.resolve(file), "same"), THEN);
        }
        return run;
    }

    private static String version(Path run) {
        return FolderVersion.of(List.of(run));
    }

    @Test
    void aFolderStaysAsItIsUntilAFileOfItChanges() throws IOException {
        String before = version(first);
        assertThat(version(first)).isEqualTo(before);
        Files.setLastModifiedTime(first.resolve("adapter/weights"), FileTime.fromMillis(2_000_000));
        assertThat(version(first)).isNotEqualTo(before);
    }

    @Test
    void aLinkThatLeadsToAnotherFolderIsAChangeThoughTheFilesLookAlike() throws IOException {
        Path current = Files.createSymbolicLink(folder.resolve("current"), first);
        String before = version(current);
        assertThat(before).isEqualTo(version(first)).contains("merit.json", "weights");
        Files.delete(current);
        Files.createSymbolicLink(current, second);
        assertThat(version(current)).isNotEqualTo(before).isEqualTo(version(second));
    }

    @Test
    void aFileBehindALinkIsLookedAt() throws IOException {
        Path current = Files.createSymbolicLink(folder.resolve("current"), first);
        String before = version(current);
        Files.writeString(first.resolve("merit.json"), "longer than before");
        assertThat(version(current)).isNotEqualTo(before);
    }

    @Test
    void whatIsNotThereSaysSo() {
        assertThat(version(folder.resolve("gone"))).isEqualTo("not to be read");
        assertThat(version(Path.of("no-such-organisation/no-such-model"))).isEqualTo("not to be read");
    }
}
