package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train --resume} says of runs and of settings that have changed. */
class ResumeVerbTest {
    @TempDir
    private Path folder;

    @Test
    void aFinishedRunHasNothingLeftButGoesOnWhereMoreIsAsked() throws IOException {
        Path run = trained();
        Session over = Session.run("train", "--resume", run.toString());
        assertThat(over.code()).isEqualTo(1);
        assertThat(over.err())
                .isEqualTo(run + " has come to its end: nothing is left to do. Give it more with --num-train-epochs or"
                        + " --max-steps, or begin a new run from it: merit train --model " + run + "\n");
        Session more = Session.run("train", "--resume", run.toString(), "--max-steps=4", "--seed=42");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.err())
                .contains("Changed  max_steps was 2, is 4 from here on")
                .contains("Resumed  after step 2, epoch");
        assertThat(run.resolve("checkpoint-4")).exists();
        assertThat(run.resolve("reproduce.sh")).content().contains("--max-steps 4");
    }

    @Test
    void whatDecidedTheRunSoFarCannotChange() throws IOException {
        Path run = trained();
        Session session = Session.run(
                "train",
                "--resume",
                run.toString(),
                "--batch-size=8",
                "--eval-share=0.5",
                "--max-steps=9",
                "--seed=42");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .startsWith("--resume " + run + " goes on with the run as it began: ")
                .contains("--eval-share: found 0.5, the run has 0.2; ")
                .contains("--per-device-train-batch-size: found 8, the run has 4. ")
                .contains(
                        "Leave that out, or begin a new run from what this one has learnt: merit train --model " + run)
                .doesNotContain("seed", "max-steps");
    }

    @Test
    void dataThatHaveChangedAreRefusedByTheirFile() throws IOException {
        Path run = trained();
        Path pairs = folder.resolve("pairs.jsonl");
        String more = "{\"prompt\": \"p\", \"chosen\": \"x\", \"rejected\": \"y\"}\n";
        Files.writeString(pairs, more, StandardOpenOption.APPEND);
        Session session = Session.run("train", "--resume", run.toString(), "--max-steps=4");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains(pairs + ": not the file that " + run + " began with: found SHA-256 ");
    }

    @Test
    void filesThatWeightsNameAreFoundFromAnotherFolderTimeAndAgain() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(TrainedRun.get().pairs());
        Files.write(folder.resolve("a.jsonl"), lines.subList(0, lines.size() / 2));
        Files.write(folder.resolve("b.jsonl"), lines.subList(lines.size() / 2, lines.size()));
        Path run = folder.resolve("run");
        String[] words = {
            "train",
            "--data=a.jsonl",
            "--data=b.jsonl",
            "--data-weights=a.jsonl=1,b.jsonl=3",
            "--out=" + run,
            "--max-steps=2",
            "--save-strategy=steps",
            "--save-steps=1",
            "--batch-size=4",
            "--max-length=64",
            "--eval-share=0",
            "--freeze-backbone"
        };
        Process began =
                ChildProcess.merit(folder, words).directory(folder.toFile()).start();
        assertThat(began.waitFor())
                .as(Files.readString(folder.resolve("err.txt")))
                .isZero();
        for (int steps = 3; steps <= 4; steps++) {
            Session more = Session.run("train", "--resume", run.toString(), "--max-steps=" + steps);
            assertThat(more.code()).as(more.err()).isZero();
            assertThat(more.err()).contains("Resumed  after step " + (steps - 1), "a.jsonl 25.0 %", "b.jsonl 75.0 %");
        }
    }

    @Test
    void aFolderWithoutARunIsSaidToBeNone() {
        Session session = Session.run("train", "--resume", folder.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo(
                        "no run to go on with in " + folder + ": found a folder without run.json, need the folder that"
                                + " \"merit train --out\" was given; begin a run there without --resume\n");
    }

    private Path trained() throws IOException {
        Path run = folder.resolve("run");
        Path pairs = Files.copy(TrainedRun.get().pairs(), folder.resolve("pairs.jsonl"));
        Session session = Session.run(
                "train",
                "--data=" + pairs,
                "--out=" + run,
                "--max-steps=2",
                "--save-strategy=steps",
                "--save-steps=2",
                "--batch-size=4",
                "--max-length=64",
                "--freeze-backbone");
        assertThat(session.code()).as(session.err()).isZero();
        return run;
    }
}
