package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C to real processes. Where the one that runs the tests ignores it, as its children then do, SIGTERM is sent. */
class InterruptionTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void scoringStopsInOrderAndLeavesTheOldOutputAsItWas() throws Exception {
        Path out = Files.writeString(folder.resolve("scored.jsonl"), "old\n");
        Path many = many(200);
        Process child = ChildProcess.merit(
                        folder, "score", run.folder().toString(), "--data", many.toString(), "--out", out.toString())
                .start();
        await(child, () -> files(folder).stream().anyMatch(name -> name.endsWith(".part")));
        interrupt(child, 300);
        assertThat(err()).endsWith("Stopped; " + out + " is as it was.");
        assertThat(out).hasContent("old\n");
        assertThat(files(folder)).containsExactlyInAnyOrder("scored.jsonl", "many.jsonl", "err.txt");
    }

    @Test
    void evaluatingStopsInOrder() throws Exception {
        Path many = many(600);
        Process child = ChildProcess.merit(
                        folder, "evaluate", run.folder().toString(), "--data", many.toString(), "--json")
                .start();
        await(child, () -> err().contains("Scoring  ")); // which it says after ten seconds of it
        interrupt(child, 0);
        assertThat(err()).endsWith("Stopped before all was measured.");
        assertThat(files(folder)).containsExactlyInAnyOrder("many.jsonl", "err.txt");
    }

    @Test
    void comparingStopsAtOnceWhereItWaitsForSomebodyToType() throws Exception {
        Process child =
                ChildProcess.merit(folder, "compare", run.folder().toString()).start();
        await(child, () -> err().endsWith("prompt   >"));
        interrupt(child, 0);
        assertThat(err()).endsWith("Stopped.").doesNotContain("\n");
        assertThat(files(folder)).containsExactly("err.txt");
    }

    @Test
    void trainingSavesAndGoesOnToTheWeightsOfARunThatWasNotStopped() throws Exception {
        Path whole = folder.resolve("whole");
        Path cut = folder.resolve("cut");
        assertThat(Session.run(training(whole)).code()).isZero();
        Process child = ChildProcess.merit(folder, training(cut)).start();
        await(child, () -> files(cut).stream().anyMatch(name -> name.startsWith("checkpoint-")));
        interrupt(child, 0);
        assertThat(err())
                .contains("Stopping after this step, then saving.")
                .endsWith("and saved. Go on with: merit train --resume " + cut);
        Session resumed = Session.run("train", "--resume", cut.toString());
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("Resumed  after step ").doesNotContain("passed over");
        assertThat(cut.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        assertThat(cut.resolve("report.html")).exists();
    }

    @Test
    void trainingThatIsStoppedWhileItReadsLeavesNothing() throws Exception {
        Path out = folder.resolve("runs/out");
        Process child = ChildProcess.merit(folder, "train", "--data", many(200).toString(), "--out", out.toString())
                .start();
        await(child, () -> true);
        interrupt(child, 400);
        assertThat(out.getParent()).doesNotExist();
    }

    @Test
    void trainingThatIsStoppedWhileItTokenisesEndsBeforeThatIsDoneAndLeavesNothingHalf() throws Exception {
        Path out = folder.resolve("out");
        Path cache = folder.resolve("cache");
        Path many = folder.resolve("long.jsonl");
        String words = "one word after another ".repeat(100);
        try (BufferedWriter lines = Files.newBufferedWriter(many)) {
            for (int p = 0; p < 5_000; p++) {
                lines.write("{\"prompt\": \"" + p + "?\", \"chosen\": \"" + words + p + "\", \"rejected\": \"" + words);
                lines.write("\"}\n");
            }
        }
        Process child = ChildProcess.merit(folder, "train", "--data=" + many, "--out=" + out, "--token-cache=" + cache)
                .start();
        await(child, () -> files(cache).stream().anyMatch(name -> name.startsWith("tokens-")));
        interrupt(child, 0);
        assertThat(err()).endsWith("Stopped before the first step.");
        assertThat(out).doesNotExist();
        assertThat(files(cache)).singleElement().asString().matches("sets-.*\\.bin");
    }

    private static List<String> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aProbeThatIsStoppedWhileItIsMeasuredIsNotToldToGoOn() throws Exception {
        Path out = folder.resolve("probe");
        Process child = ChildProcess.merit(
                        folder,
                        "train",
                        "--method=probe",
                        "--data=" + run.pairs(),
                        "--eval-data=" + many(200),
                        "--out=" + out,
                        "--max-length=64",
                        "--probe-layers=2",
                        "--feature-cache=off")
                .start();
        await(child, () -> Files.exists(out.resolve("merit.json")));
        interrupt(child, 1000);
        assertThat(err()).endsWith("Stopped; " + out + " is saved, and not measured yet.");
    }

    @Test
    void aSweepKeepsTheMembersThatAreDoneAndGoesOnWithTheOthers() throws Exception {
        Path out = folder.resolve("sweep");
        String[] words = {
            "sweep",
            "--data=" + run.pairs(),
            "--out=" + out,
            "--seed=1,2,3,4,5,6,7,8",
            "--epochs=10",
            "--batch-size=2",
            "--max-length=64",
            "--feature-cache=" + folder.resolve("cache")
        };
        Process child = ChildProcess.merit(folder, words).start();
        await(child, () -> Files.exists(out.resolve("members")) && !members(out).isEmpty());
        interrupt(child, 0);
        assertThat(err()).endsWith(" of 8 members are kept in " + out + ", the same command goes on with the others.");
        List<Path> done = members(out);
        Session rest = Session.run(words);
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(rest.err()).contains("Known    " + done.size() + " member");
        assertThat(members(out)).hasSize(8).containsAll(done);
        assertThat(out.resolve("best/report.html")).exists();
    }

    private static List<Path> members(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out.resolve("members"))) {
            return files.filter(file -> file.getFileName().toString().matches(".*-.*\\.json"))
                    .toList();
        }
    }

    private String[] training(Path out) {
        return new String[] {
            "train",
            "--data=" + run.pairs(),
            "--out=" + out,
            "--save-strategy=steps",
            "--save-steps=5",
            "--batch-size=2",
            "--max-steps=30",
            "--max-length=64",
            "--freeze-backbone"
        };
    }

    /** A condition that is looked at while the process lives. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Process child, Condition condition) throws Exception {
        while (!holds(condition)) {
            assertThat(child.isAlive()).as("ended too early: %s", err()).isTrue();
            Thread.sleep(20);
        }
    }

    /** Not where a file that was listed is gone when it is looked at. */
    private static boolean holds(Condition condition) throws IOException {
        try {
            return condition.holds();
        } catch (NoSuchFileException | UncheckedIOException e) {
            return false;
        }
    }

    private void interrupt(Process child, int afterMillis) throws Exception {
        Thread.sleep(afterMillis);
        boolean ignored = ignoresInterrupts();
        new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(child.pid()))
                .start()
                .waitFor();
        boolean ended = child.waitFor(5, TimeUnit.MINUTES);
        child.destroyForcibly();
        assertThat(ended).as("it ended").isTrue();
        assertThat(child.exitValue()).as(err()).isEqualTo(ignored ? 143 : 130);
    }

    /** The bit of signal 2 in the mask of signals that this process ignores. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "no /proc: which signals are ignored is not known");
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0")
                .substring("SigIgn:".length())
                .strip();
        return new BigInteger(mask, 16).testBit(1);
    }

    /** More than is scored in the time of a test. */
    private Path many(int copies) throws IOException {
        List<String> lines = Files.readAllLines(run.pairs());
        Path file = folder.resolve("many.jsonl");
        StringBuilder text = new StringBuilder();
        for (int copy = 0; copy < copies; copy++) {
            for (String line : lines) {
                String changed = line.replaceFirst("(\"chosen\": ?\")", "$1" + copy + " ");
                text.append(changed).append('\n');
            }
        }
        return Files.writeString(file, text);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err.txt")).strip();
    }
}
