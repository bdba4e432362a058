package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are really full: a small file system of memory, mounted in a name space of its own, and {@code /dev/full}. */
class FullDiskTest {
    @TempDir
    private Path folder;

    @Test
    void onAFullDiskEveryVerbSaysSoAndWhatWasThereIsIntact() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run(mounted(disk, "1m", List.of("true"))) == 0,
                "neither user name spaces nor mounts are allowed here: there is no disk that could be filled");
        Path pairs = folder.resolve("pairs.jsonl");
        Session.run("generate", "--prompts", "20", "--out", pairs.toString());
        List<String> command = ChildProcess.command(folder, FullDisk.class, disk.toString(), pairs.toString());
        int code = run(mounted(disk, "240m", command));
        String said = Files.readString(folder.resolve("said.txt"));
        assertThat(code).as(said).isZero();
        System.out.println(said);
        assertThat(disk).isEmptyDirectory();
    }

    @Test
    void resultsThatStandardOutputCannotTakeAreAFailure() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "no /dev/full here");
        for (String out : List.of("--out=-", "--help")) {
            Process child = ChildProcess.merit(folder, "generate", "--prompts=200", out)
                    .redirectOutput(full)
                    .start();
            assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(child.exitValue()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("err.txt")).strip())
                    .endsWith("standard output: cannot be written (No space left on device); make room, or write"
                            + " elsewhere.");
        }
    }

    /** A command to run where {@code disk} is a file system of that size, which is gone with the command's end. */
    private static List<String> mounted(Path disk, String size, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " tmpfs \"$0\" && exec \"$@\"",
                disk.toString()));
        words.addAll(command);
        return words;
    }

    private int run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said.txt").toFile())
                    .start();
            boolean ended = process.waitFor(15, TimeUnit.MINUTES);
            process.destroyForcibly();
            return ended ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1; // no such command here
        }
    }
}
