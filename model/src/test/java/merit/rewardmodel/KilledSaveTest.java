package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGKILL to a real process that saves, at moments drawn by chance. */
class KilledSaveTest {
    private static final int LATEST_MILLIS = 250;
    /** Where none has met a save in the middle before. */
    private static final int MOST_KILLS = 100;

    @TempDir
    Path folder;

    private final List<float[]> expected = new ArrayList<>();
    private int cutShort;
    private int committed;
    private int between;

    /** Both ways of saving end in the same moves; without the engine a process starts fast enough for more kills. */
    @ParameterizedTest
    @CsvSource({"files, 12", "model, 2"})
    void afterAKillTheFolderHoldsOneVersionWholeAndTheNextSaveCleansUp(String what, int kills) throws Exception {
        Random random = new Random(20);
        try (RewardModel first = EndlessSaving.model(folder, 0);
                RewardModel second = EndlessSaving.model(folder, 1)) {
            expected.add(rewards(first));
            expected.add(rewards(second));
            assertThat(expected.get(0)).isNotEqualTo(expected.get(1));
            EndlessSaving.save(first, folder.resolve("version-0"), 0);
            EndlessSaving.save(second, folder.resolve("version-1"), 1);
            for (int kill = 0; kill < kills || (isToMeetASave(what) && kill < MOST_KILLS); kill++) {
                saveAndKill(what, random.nextInt(LATEST_MILLIS));
                count(folder.resolve("run"));
                checkOneVersion(folder.resolve("run"));
                checkFresh();
                EndlessSaving.save(first, folder.resolve("run"), 0);
                assertThat(names(folder.resolve("run"))).noneMatch(KilledSaveTest::isLeftOver);
            }
        }
        System.out.printf(
                "%s: killed %d times while files were written, %d while they were moved, %d between two saves of the run%n",
                what, cutShort, committed, between);
        assertThat(isToMeetASave(what))
                .as("no kill met a save of the run in the middle")
                .isFalse();
    }

    private boolean isToMeetASave(String what) {
        return what.equals("files") && cutShort + committed == 0;
    }

    private void saveAndKill(String what, int millis) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessSaving.class.getName(),
                        folder.toString(),
                        what)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = child.inputReader()) {
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
                assertThat(line).as("the process ended: %s", said).isNotNull();
                said.add(line);
            }
            Thread.sleep(millis);
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
    }

    private void count(Path run) {
        if (Files.exists(run.resolve(".saved"))) {
            committed++;
        } else if (Files.exists(run.resolve(".saving"))) {
            cutShort++;
        } else {
            between++;
        }
    }

    /** Folders that were new: each is a whole run, or none and said to be none. */
    private void checkFresh() throws IOException {
        for (String name : names(folder)) {
            Path fresh = folder.resolve(name);
            if (!name.startsWith("fresh-")) {
                continue;
            }
            if (RewardModelFolder.isSaved(fresh)) {
                checkOneVersion(fresh);
            } else {
                assertThatThrownBy(() -> RewardModelFolder.open(fresh))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("no reward model in " + fresh);
            }
            StagedFolder.delete(fresh);
        }
    }

    /** Opening repeats the golden scores; weights, settings and companions must also be of the same save. */
    private void checkOneVersion(Path run) throws IOException {
        try (RewardModel opened = RewardModelFolder.open(run)) {
            int version = EndlessSaving.VERSIONS.indexOf(opened.pooling());
            assertThat(rewards(opened)).isEqualTo(expected.get(version));
            assertThat(run.resolve("companion.txt")).hasBinaryContent(EndlessSaving.companion(version));
        }
    }

    private static float[] rewards(RewardModel model) {
        return RewardModelScorer.of(model, "")
                .rewards(List.of(
                        model.encoder().encode("w1 w2", "w3"), model.encoder().encode("w4", "w5 w6 w7 w8 w9")));
    }

    private static boolean isLeftOver(String name) {
        return name.startsWith(".") || name.endsWith(".part") || name.endsWith(".new");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
