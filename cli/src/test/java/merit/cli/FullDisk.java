package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;

/**
 * What {@link FullDiskTest} runs in a process of its own, in a folder that is a small file system: fills it, and looks at what
 * train, score and evaluate say and leave. Ends with a stack trace and exit code 1 where that is not as it should be.
 */
final class FullDisk {
    private static final long SMALL = 8 << 10;

    private final Path disk;
    private final Path run;
    private final String pairs;
    private final Path filler;

    private FullDisk(Path disk, String pairs) {
        this.disk = disk;
        this.run = disk.resolve("run");
        this.pairs = pairs;
        this.filler = disk.resolve("filler");
    }

    /** @param args the file system's folder, and a file of pairs outside it */
    public static void main(String[] args) throws IOException {
        FullDisk here = new FullDisk(Path.of(args[0]), args[1]);
        long weights = here.train();
        here.aTrainingThatHasNoRoomFailsBeforeItsFirstStep(weights);
        here.aSaveThatFillsTheDiskLeavesTheFormerRun(weights);
        here.scoredRowsThatDoNotFitLeaveTheFormerFile("scored.jsonl");
        here.scoredRowsThatDoNotFitLeaveTheFormerFile("scored.csv.gz");
        here.aReportThatDoesNotFitLeavesNothing();
        here.aTokenCacheThatDoesNotFitLeavesNothing();
        here.withRoomAgainTheRunScores();
    }

    /** Returns the bytes of the model's weights. */
    private long train() throws IOException {
        Session session = training();
        assertThat(session.code()).as(session.err()).isZero();
        try (RewardModel model = RewardModelFolder.open(run)) {
            return Float.BYTES * model.parameterCount();
        }
    }

    private void aTrainingThatHasNoRoomFailsBeforeItsFirstStep(long weights) throws IOException {
        Map<String, Long> before = state();
        fill(weights / 2);
        Session session = training();
        assertFailed(session, run + ": no room: found ", " free, need at least ", "make room");
        assertThat(session.err()).doesNotContain("Epoch");
        assertThat(state()).isEqualTo(before);
    }

    private void aSaveThatFillsTheDiskLeavesTheFormerRun(long weights) throws IOException {
        Map<String, Long> before = state();
        fill(weights + (1 << 20));
        Session session = training();
        assertFailed(session, run + ": the model cannot be saved: no room: found ", "No space left", "as it was");
        assertThat(state()).isEqualTo(before);
        RewardModelFolder.open(run).close();
    }

    private void scoredRowsThatDoNotFitLeaveTheFormerFile(String name) throws IOException {
        Path out = disk.resolve(name);
        fill(SMALL);
        Files.writeString(out, "old\n");
        Map<String, Long> before = state();
        Session session = Session.run("score", run.toString(), "--data", pairs, "--out", out.toString());
        assertFailed(session, out + ": cannot be written (No space left on device)", "unchanged; make room");
        assertThat(out).hasContent("old\n");
        assertThat(state()).isEqualTo(before);
    }

    private void aReportThatDoesNotFitLeavesNothing() throws IOException {
        fill(SMALL);
        Path out = Files.createDirectories(disk.resolve("report"));
        Map<String, Long> before = state();
        Session session = Session.run("evaluate", run.toString(), "--data", pairs, "--out", out.toString());
        assertFailed(session, "report.html: cannot be written (No space left on device)", "make room");
        assertThat(state()).isEqualTo(before);
    }

    private void aTokenCacheThatDoesNotFitLeavesNothing() throws IOException {
        fill(SMALL);
        Path cache = Files.createDirectories(disk.resolve("cache"));
        Map<String, Long> before = state();
        Session session = training("--token-cache=" + cache);
        assertFailed(session, cache + "/sets-", ".bin: cannot be written (No space left on device)", "make room");
        assertThat(state()).isEqualTo(before);
        assertThat(cache).isEmptyDirectory();
    }

    private void withRoomAgainTheRunScores() throws IOException {
        Files.delete(filler);
        Path out = disk.resolve("scored.jsonl");
        Session session = Session.run("score", run.toString(), "--data", pairs, "--out", out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(Files.readAllLines(out)).hasSameSizeAs(Files.readAllLines(Path.of(pairs)));
    }

    private Session training(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--data",
                pairs,
                "--out",
                run.toString(),
                "--overwrite",
                "--eval-share=0",
                "--save-strategy=no",
                "--max-steps=1",
                "--batch-size=1",
                "--max-length=64",
                "--freeze-backbone=True"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private static void assertFailed(Session session, String... parts) {
        String last = session.err().lines().reduce("", (first, second) -> second);
        System.out.println(last);
        assertThat(session.code()).as(session.err()).isEqualTo(1);
        assertThat(last).contains(parts);
        assertThat(session.err()).doesNotContain("\tat ");
    }

    /** Writes until only so many bytes are left. */
    private void fill(long left) throws IOException {
        Files.deleteIfExists(filler);
        try (OutputStream bytes = Files.newOutputStream(filler)) {
            for (long more = more(left); more > 0; more = more(left)) {
                bytes.write(new byte[(int) Math.min(1 << 20, more)]);
            }
        }
    }

    private long more(long left) throws IOException {
        return Files.getFileStore(disk).getUsableSpace() - left;
    }

    /** Every file but the filler, with its hash. */
    private Map<String, Long> state() throws IOException {
        Map<String, Long> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(disk)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(filler))
                    .toList()) {
                CRC32 sum = new CRC32();
                sum.update(Files.readAllBytes(file));
                state.put(disk.relativize(file).toString(), sum.getValue());
            }
        }
        return state;
    }
}
