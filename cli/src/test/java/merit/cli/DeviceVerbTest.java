package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.tensor.Device;
import merit.tensor.Devices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --device} on the command line. */
class DeviceVerbTest {
    @TempDir
    private Path folder;

    @AfterAll
    static void backToTheCpu() {
        Devices.use(Device.CPU);
    }

    @Test
    void aGpuThatIsNotThereIsRefusedBeforeAnythingIsWritten() throws IOException {
        for (Session session : List.of(
                train("--device=cuda:99"),
                Session.run("score", "run", "--prompt=a", "--response=b", "--device=cuda:99"),
                Session.run("serve", "run", "--device=cuda:99"))) {
            assertThat(session.code()).isEqualTo(1);
            assertThat(session.err()).startsWith("device: found cuda:99, need ").doesNotContain("\tat ");
        }
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aNameThatIsNoneIsRefused() throws IOException {
        Session session = train("--device=gpu");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith("device: found \"gpu\", need one of auto, cpu, cuda, cuda:0");
    }

    @Test
    void autoSaysWhatItTookAndWhyWhereItIsAskedFor() throws IOException {
        assumeTrue(Devices.gpus() == 0, "this machine has a GPU");
        assertThat(train("--device=auto", "--dry-run").err()).contains("Device   auto is cpu here: this engine ");
        assertThat(train("--dry-run").err()).doesNotContain("Device");
    }

    private Session train(String... options) throws IOException {
        Path data = folder.resolve("pairs.jsonl");
        Files.writeString(data, "{\"prompt\": \"c\", \"chosen\": \"a\", \"rejected\": \"b\"}\n".repeat(4));
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString()));
        words.addAll(List.of("--out", folder.resolve("run").toString(), "--max-length=32", "--eval-share=0"));
        words.addAll(List.of(options));
        return Session.run(words.toArray(String[]::new));
    }
}
