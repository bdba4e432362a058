package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPlaceTest {
    @TempDir
    Path folder;

    @Test
    void whatIsNoHubsNameIsTakenAsItIsSaid() throws IOException {
        Console console = Console.ofProcess();
        Path there = Files.createDirectories(folder.resolve("org/name"));
        for (String said : new String[] {"all-MiniLM-L6-v2", there.toString(), "./org/name", "src/no-such-model"}) {
            assertThat(ModelPlace.of(said, console)).isEqualTo(said);
        }
    }
}
