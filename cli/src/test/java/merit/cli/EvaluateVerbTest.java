package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluateVerbTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void evaluationSaysHowGoodAndHowSure() {
        Session session = Session.run(
                "evaluate", run.folder().toString(), "--data", run.pairs().toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains("Accuracy ")
                .contains("longer answer wins")
                .contains("AUC");
    }

    @Test
    void twoRunsAreComparedPairByPair() {
        Session session = Session.run(
                "evaluate",
                run.folder().toString(),
                run.folder().toString(),
                "--data",
                run.pairs().toString());
        assertThat(session.out()).contains("get the same pairs right and wrong");
    }

    @Test
    void scoresOfElsewhereAreMeasuredAtAnyLevel() {
        Path scored = folder.resolve("scored.jsonl");
        Session.run(
                "score",
                run.folder().toString(),
                "--data",
                run.pairs().toString(),
                "--out",
                scored.toString(),
                "--quiet");
        Session ours = Session.run(
                "evaluate", run.folder().toString(), "--data", run.pairs().toString(), "--level", "0.5");
        Session theirs = Session.run("evaluate", "--scores", scored.toString(), "--level", "0.5");
        assertThat(theirs.code()).as(theirs.err()).isZero();
        assertThat(theirs.out())
                .isEqualTo(ours.out().replaceFirst("(?m)^ +as stored with the run.*\\n", ""))
                .contains("Accuracy ");
    }

    @Test
    void reportsArePutSideBySide() {
        Path out = folder.resolve("report");
        Session.run(
                "evaluate",
                run.folder().toString(),
                "--data",
                run.pairs().toString(),
                "--out",
                out.toString(),
                "--quiet");
        Path page = folder.resolve("all.html");
        Session session = Session.run("report", out.toString(), out.toString(), "--out", page.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(page).content().contains("<th scope=\"row\">Accuracy</th>");
    }

    @Test
    void evaluationSpeaksJsonAndWritesAReport() {
        Path out = folder.resolve("report");
        Session session = Session.run(
                "evaluate",
                run.folder().toString(),
                "--data",
                run.rated().toString(),
                "--json",
                "--out",
                out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode report = Json.MAPPER.readTree(session.out());
        assertThat(report.path("figures").path("candidates").isObject()).isTrue();
        assertThat(out.resolve("report.html")).isNotEmptyFile();
    }
}
