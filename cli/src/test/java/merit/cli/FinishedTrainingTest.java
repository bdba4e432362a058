package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What train says and leaves behind. */
class FinishedTrainingTest {
    private final TrainedRun run = TrainedRun.get();

    @Test
    void trainingSaysWhatItReadsTrainsAndIsWorth() {
        assertThat(run.training().code()).as(run.training().err()).isZero();
        assertThat(run.training().err())
                .contains("Data     ")
                .contains("held out by first user turn")
                .contains("longer answer wins")
                .contains("Model    all-MiniLM-L6-v2, 22.")
                .contains("two segments, 64 tokens")
                .contains("Engine   libtorch")
                .contains("Epoch 1  ");
        assertThat(run.training().out())
                .contains("Held out ")
                .contains("Saved    " + run.folder())
                .contains("Try      merit compare " + run.folder());
    }

    @Test
    void theRunHoldsModelReportAndRecord() {
        assertThat(Stream.of(
                        "config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "merit.json",
                        "trainer_state.json",
                        "reproduce.sh",
                        "report.html",
                        "report.json"))
                .allSatisfy(name -> assertThat(run.folder().resolve(name)).exists());
        assertThat(run.folder().resolve("reproduce.sh"))
                .isExecutable()
                .content()
                .contains("--max-steps 2");
    }

    @Test
    void aRunIsNotOverwrittenUnlessAsked() throws IOException {
        byte[] before = Files.readAllBytes(run.folder().resolve("model.safetensors"));
        Session session = Session.run(
                "train", "--data", run.pairs().toString(), "--out", run.folder().toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .contains("is not empty")
                .contains("--overwrite")
                .hasLineCount(1);
        assertThat(run.folder().resolve("model.safetensors")).hasBinaryContent(before);
    }
}
