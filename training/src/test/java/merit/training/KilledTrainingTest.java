package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import merit.rewardmodel.StagedFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL to a process that trains, at moments drawn by chance, until it has come to its end all the same. */
class KilledTrainingTest {
    private static final Map<String, Object> SETTINGS = Map.of(
            "max_steps",
            150,
            "lr_scheduler_type",
            "linear",
            "disable_dropout",
            false,
            "logging_steps",
            7,
            "eval_strategy",
            "steps",
            "eval_steps",
            6,
            "save_strategy",
            "steps",
            "save_steps",
            4);

    private static final int LATEST_EVENT = 30;
    private static final int LATEST_MILLIS = 40;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final List<String> moments = new ArrayList<>();

    @Test
    void killedTwiceItEndsWithTheSameWeights() throws Exception {
        killed(2, 30);
    }

    @Tag("slow")
    @Test
    void killedTwentyFourTimesItEndsWithTheSameWeights() throws Exception {
        killed(24, 120);
        assertThat(moments).as("kills met saves too").anyMatch(moment -> moment.contains("saving"));
        assertThat(moments).as("and runs that had got on").anyMatch(moment -> moment.contains("checkpoint-"));
    }

    private void killed(int kills, int steps) throws Exception {
        Map<String, Object> settings = new LinkedHashMap<>(SETTINGS);
        settings.put("max_steps", steps);
        new TinyTraining(folder.resolve("straight"), TrainingOptions.with(TINY, settings)).run(false, event -> {});
        String expected = sha256(folder.resolve("straight/run/model.safetensors"));
        Path cut = folder.resolve("cut");
        int ended = 0;
        while (moments.size() < kills || Files.exists(cut)) {
            boolean finished =
                    trained(settings, moments.size() < kills ? random.nextInt(LATEST_EVENT) : Integer.MAX_VALUE);
            if (finished) {
                assertThat(sha256(cut.resolve("run/model.safetensors"))).isEqualTo(expected);
                StagedFolder.delete(cut);
                ended++;
            } else {
                moments.add(moment(cut.resolve("run")));
            }
        }
        System.out.println("killed " + moments.size() + " times, " + ended + " runs came to their end: " + moments);
    }

    /** Trains in a process that is killed within some milliseconds after so many events; whether it came to its end before. */
    private boolean trained(Map<String, Object> settings, int events) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TinyTraining.class.getName(),
                folder.resolve("cut").toString()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output = child.inputReader()) {
            String line = output.readLine(); // the start
            for (int event = 0; event < events && line != null; event++) {
                said.add(line);
                line = output.readLine();
            }
            if (line != null) {
                Thread.sleep(random.nextInt(LATEST_MILLIS));
                child.destroyForcibly();
            }
        }
        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        boolean killed = child.exitValue() == 128 + 9;
        assertThat(killed || child.exitValue() == 0).as("%s", said).isTrue();
        return !killed;
    }

    /** Where a kill found the run. */
    private static String moment(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            List<String> names =
                    files.map(file -> run.relativize(file).toString()).sorted().toList();
            String newest = names.stream()
                    .filter(name -> name.matches("checkpoint-\\d+"))
                    .reduce("no checkpoint", (a, b) -> b.length() >= a.length() || a.startsWith("no") ? b : a);
            boolean saving = names.stream().anyMatch(name -> name.matches("(.*/)?\\.sav(ing|ed)"));
            return newest + (saving ? ", saving" : "");
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
