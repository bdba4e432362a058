package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluateVerbTest {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

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
    void ofTwoFilesOfScoresTheBetterIsNamedWithThePairsThatItAloneGetsRight() throws IOException {
        Path wrong = scored("wrong.jsonl", 20);
        Path right = scored("right.jsonl", 0);
        Session session = Session.run("evaluate", "--scores", wrong.toString(), "--scores", right.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains(right + " is better than " + wrong + ": it gets 100.0 % of 40 pairs right against 50.0 %")
                .contains("0 pairs only the first gets right, 20 only the second");
    }

    /** Forty pairs, of which the first so many are judged the wrong way round. */
    private Path scored(String name, int wrong) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int k = 0; k < 40; k++) {
            rows.append("{\"prompt\": \"Question ")
                    .append(k)
                    .append("\", \"chosen\": \"a\", \"rejected\": \"b\", \"chosen_score\": ")
                    .append(k < wrong ? -1 : 1)
                    .append(", \"rejected_score\": 0}\n");
        }
        return Files.writeString(folder.resolve(name), rows);
    }

    @Test
    void scoresInAFileMeasureLikeTheRunThatWroteThemEqualOnesToo() throws IOException {
        Path pairs = Files.copy(run.pairs(), folder.resolve("pairs.jsonl"));
        String alike = "{\"prompt\": \"Which?\", \"chosen\": \"This.\", \"rejected\": \"This.\"}\n";
        Files.writeString(pairs, alike, StandardOpenOption.APPEND);
        measuresAlike(pairs, "1 tie, counted as wrong");
    }

    @Test
    void rowsThatAreRatedOneByOneAreJoinedByPromptWhenTheirScoresAreMeasured() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int k = 0; k < 12; k++) {
            rows.append(String.format(
                    Locale.ROOT,
                    "{\"prompt\": \"Why %d?\", \"response\": \"Since %d.\", \"helpfulness\": %d}\n",
                    k / 3,
                    k,
                    k % 3));
        }
        measuresAlike(Files.writeString(folder.resolve("helpsteer.jsonl"), rows), "Accuracy ");
    }

    private void measuresAlike(Path data, String holds) {
        Path scored = folder.resolve("scored.jsonl");
        Session.run("score", run.folder().toString(), "--data", data.toString(), "--out", scored.toString(), "--quiet");
        Session ours = Session.run("evaluate", run.folder().toString(), "--data", data.toString(), "--level", "0.5");
        Session theirs = Session.run("evaluate", "--scores", scored.toString(), "--level", "0.5");
        assertThat(theirs.code()).as(theirs.err()).isZero();
        assertThat(piped(scored).out()).isEqualTo(theirs.out());
        String found = withoutEdits(theirs.out());
        assertThat(found).contains(holds);
        assertAlike(found, withoutEdits(ours.out()).replaceFirst("(?m)^ +as stored with the run.*\\n", ""));
    }

    /** The same words, and numbers that differ in their last digit at most: scores do in their seventh, by what they travel with. */
    private static void assertAlike(String found, String need) {
        assertThat(NUMBER.matcher(found).replaceAll("#"))
                .isEqualTo(NUMBER.matcher(need).replaceAll("#"));
        List<BigDecimal> numbers = numbers(found);
        List<BigDecimal> needed = numbers(need);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i).subtract(needed.get(i)).abs())
                    .as(need)
                    .isLessThanOrEqualTo(numbers.get(i).ulp());
        }
    }

    private static List<BigDecimal> numbers(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(number -> new BigDecimal(number.group()))
                .toList();
    }

    /** Edited answers only a run can score. */
    private static String withoutEdits(String out) {
        assertThat(out).contains("\nEdits ");
        return out.replaceFirst("(?m)^Edits .*\\n( .*\\n)*", "");
    }

    @Test
    void editedAnswersAreScoredUnlessSwitchedOff() {
        String[] line = {
            "evaluate", run.folder().toString(), "--data", run.pairs().toString(), "--json", "--edits=5"
        };
        assertThat(Json.MAPPER
                        .readTree(Session.run(line).out())
                        .at("/counterfactuals/pairs")
                        .asInt())
                .isEqualTo(5);
        line[5] = "--edits=0";
        JsonNode none = Json.MAPPER.readTree(Session.run(line).out()).path("counterfactuals");
        assertThat(none.path("notRun").asString()).isEqualTo("switched off by --edits 0");
        assertThat(none.at("/effects/0/verdict").asString()).isEqualTo("NOT_RUN");
        line[5] = "--edits=-1";
        assertThat(Session.run(line).err()).contains("--edits: found -1, need a number of pairs");
    }

    /** The same scores through standard input, which can be read but once. */
    private static Session piped(Path scored) {
        InputStream before = System.in;
        try (InputStream rows = Files.newInputStream(scored)) {
            System.setIn(rows);
            return Session.run("evaluate", "--scores", "-", "--level", "0.5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setIn(before);
        }
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
        assertThat(out.resolve("model-card.md")).content().startsWith("# ");
    }
}
