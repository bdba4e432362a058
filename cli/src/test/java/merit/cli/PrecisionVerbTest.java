package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.tensor.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --precision} on the command line, on whatever CPU this is. */
class PrecisionVerbTest {
    private static final boolean NATIVE = Processor.here().hasBf16();

    @TempDir
    private Path folder;

    @Test
    void aRunTrainsInBf16AndScoresInFp32OrWithADriftThatIsSaidInBf16() throws IOException {
        Session trained = train("--precision=bf16", "--num-train-epochs=1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err().contains("bf16 in software: this CPU has no instructions for it"))
                .isEqualTo(!NATIVE);
        assertThat(trained.err()).contains(" · linear maps in bf16");
        String run = folder.resolve("run").toString();
        double plain = score(Session.run("score", run, "--prompt=c a", "--response=b"));
        Session low = Session.run("score", run, "--prompt=c a", "--response=b", "--precision=bf16");
        assertThat(low.err())
                .containsPattern("Precision +" + run + ": linear maps in bf16, golden scores at most 0\\.\\d+ from");
        assertThat(Math.abs(score(low) - plain)).isBetween(1e-9, 0.05);
        Session auto = Session.run("score", run, "--prompt=c a", "--response=b", "--precision=auto");
        assertThat(auto.err())
                .contains(NATIVE ? "auto is bf16 here" : "auto is fp32 here: this CPU has no instructions");
        Session other = Session.run("train", "--resume", run, "--bf16", "false");
        assertThat(other.err()).contains("--precision: found fp32, the run has bf16");
    }

    @Test
    void fp16IsRefusedWithAdviceInTrainingAndScoring() throws IOException {
        for (Session session : List.of(
                train("--fp16"), Session.run("score", "run", "--prompt=a", "--response=b", "--precision=fp16"))) {
            assertThat(session.code()).isEqualTo(1);
            assertThat(session.err())
                    .contains("precision: found fp16 on a CPU, need a GPU")
                    .contains(NATIVE ? "use bf16" : "use fp32, which is the fastest on this CPU");
        }
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void autoIsSettledBeforeTheRunBeginsAndTrlsSwitchesAreUnderstood() throws IOException {
        Session auto = train("--precision=auto", "--dry-run");
        assertThat(auto.err()).contains(NATIVE ? "auto is bf16 here" : "auto is fp32 here");
        assertThat(auto.err().contains("linear maps in bf16")).isEqualTo(NATIVE);
        assertThat(train("--bf16", "--dry-run").err()).contains("linear maps in bf16");
        assertThat(train("--bf16=false", "--dry-run").err()).doesNotContain("bf16 in");
    }

    private static double score(Session session) {
        assertThat(session.code()).as(session.err()).isZero();
        return Double.parseDouble(session.out().strip());
    }

    private Session train(String... options) throws IOException {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            pairs.append("{\"prompt\": \"c ").append(i).append("\", \"chosen\": \"a\", \"rejected\": \"b\"}\n");
        }
        Path data = Files.writeString(folder.resolve("pairs.jsonl"), pairs);
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString()));
        words.addAll(List.of("--out", folder.resolve("run").toString(), "--max-length=32", "--eval-share=0"));
        words.addAll(List.of(options));
        return Session.run(words.toArray(String[]::new));
    }
}
