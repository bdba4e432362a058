package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code merit train --method probe} and what the other verbs make of its run. */
class ProbeVerbTest {
    @TempDir
    private Path folder;

    @Test
    void aProbeIsFittedSavedAndScoredLikeAnyRun() throws IOException {
        Path run = folder.resolve("a run");
        Session session = train("--method", "probe", "--probe-layers", "2", "--feature-cache", folder + "/cache");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err())
                .contains("none trained, a head of up to 2,304 features fitted")
                .contains("of layers 0 to 2; blocks above 2 are left out")
                .contains("on prompts left out of the fit, by which all this was chosen, so a little too good: ");
        assertThat(session.out()).contains("Saved    " + run).contains("Held out ");
        assertThat(run.resolve("config.json")).content().contains("\"num_hidden_layers\" : 2");
        assertThat(run.resolve("report.html")).exists();
        Session again = Session.run("evaluate", run.toString(), "--data", data());
        assertThat(again.code()).as(again.err()).isZero();
        Session resumed = Session.run("train", "--resume", run.toString());
        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.err())
                .contains("found the run of a probe, which takes no steps to go on from; fit it again");
        Session fitted = Session.run(asAShellReads(resumed.err().replaceFirst("(?s).* is kept: merit ", "")));
        assertThat(fitted.code()).as(fitted.err()).isZero();
        assertThat(fitted.out()).contains("Saved    " + run);
    }

    private static String[] asAShellReads(String line) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line.strip()).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toArray(String[]::new);
    }

    @Test
    void evaluationSetsWithNamesAreMeasuredByThemselves() throws IOException {
        Session session = train("--method", "probe", "--probe-layers", "1", "--eval-data", "known=" + data());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).containsPattern("  held out .*\n    known  .*loss ");
        assertThat(folder.resolve("a run/trainer_state.json")).content().contains("\"eval_known_accuracy\"");
    }

    @Test
    void settingsOfTheOtherMethodAreRefused() throws IOException {
        Session steps = train("--method", "probe", "--learning-rate", "1e-3", "--epochs", "2");
        assertThat(steps.code()).isEqualTo(2);
        assertThat(steps.err())
                .contains(
                        "--method: found probe with --learning-rate, --num-train-epochs, which are of training by steps;"
                                + " leave them out");
        Session watched = train("--method", "probe", "--early-stopping-patience", "2", "--save-steps", "7");
        assertThat(watched.code()).isEqualTo(2);
        assertThat(watched.err())
                .contains("--method: found probe with --save-steps, --early-stopping-patience, which are of training");
        Session probe = train("--probe-layers", "2");
        assertThat(probe.code()).isEqualTo(2);
        assertThat(probe.err())
                .contains("--method: found steps with --probe-layers, which are of a probe; say --method probe");
        Session adapter = train("--method", "probe", "--lora-r", "4");
        assertThat(adapter.err()).contains("use_peft: found true, need false with method probe");
    }

    @Test
    void aPlanSaysWhatWouldBeDone() throws IOException {
        Session session = train("--method", "probe", "--dry-run", "--learning-rate", "5e-5"); // the default, as saved
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err())
                .contains(
                        "Plan     a probe: each row once through the backbone, then a head fitted to the end; no steps")
                .endsWith("Nothing was trained or saved.\n");
        assertThat(Files.exists(folder.resolve("a run"))).isFalse();
    }

    private Session train(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "train", "--data", data(), "--out", folder.resolve("a run").toString(), "--max-length=64"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(new String[0]));
    }

    private String data() throws IOException {
        Path file = folder.resolve("pairs.jsonl");
        if (!Files.exists(file)) {
            Session.run("generate", "--prompts", "20", "--out", file.toString());
        }
        return file.toString();
    }
}
