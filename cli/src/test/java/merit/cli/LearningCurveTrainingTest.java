package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The learning curve of two steps on the bundled model. */
class LearningCurveTrainingTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void theRunIsTheSameAndItsReportSaysWhatMoreLabelsAreWorth() throws IOException {
        Path out = folder.resolve("run");
        Session session = train(out, "--learning-curve");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).contains("Curve    10.0 % of", "Curve    25.0 % of", "Curve    50.0 % of");
        assertThat(session.out())
                .contains("Curve      10 %  ", "100 %  ")
                .contains("From 50 % to 100 % of the training prompts");
        assertThat(out.resolve("model.safetensors"))
                .hasBinaryContent(Files.readAllBytes(run.folder().resolve("model.safetensors")));
        assertThat(out.resolve("report.html")).content().contains("id=\"learning\"");

        JsonNode curve = Json.MAPPER
                .readTree(Files.readString(out.resolve("report.json")))
                .get("learningCurve");
        List<Integer> pairs = new ArrayList<>();
        curve.get("points").forEach(point -> pairs.add(point.get("pairs").asInt()));
        assertThat(pairs).hasSize(4).isSorted().doesNotHaveDuplicates();
        JsonNode whole = Json.MAPPER.readTree(Files.readString(run.folder().resolve("report.json")));
        assertThat(curve.at("/points/3/accuracy")).isEqualTo(whole.at("/figures/pairs/accuracy"));
        assertThat(curve.at("/points/3/loss")).isEqualTo(whole.at("/figures/pairs/loss"));
    }

    @Test
    void withoutHeldOutPairsThereIsNoCurve() {
        Session session = train(folder.resolve("run"), "--learning-curve", "--eval-share", "0");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("--learning-curve: found no held-out pairs");
    }

    @Test
    void aRunThatGoesOnSaysNothingOfWhatLabelsAreWorth() {
        Session session = train(
                folder.resolve("run"),
                "--learning-curve",
                "--model",
                run.folder().toString());
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("has learnt from labels already");
    }

    /** As the shared run was trained. */
    private Session train(Path out, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "train",
                "--data",
                run.pairs().toString(),
                "--out",
                out.toString(),
                "--max_steps",
                "2",
                "--batch-size",
                "4",
                "--max-length=64",
                "--freeze_backbone",
                "True"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }
}
