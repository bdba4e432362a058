package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EnsembleVerbTest {
    @TempDir
    private static Path folder;

    private static final TrainedRun RUN = TrainedRun.get();

    @BeforeAll
    static void trainAnother() {
        Session session = Session.run(
                "train",
                "--data",
                RUN.pairs().toString(),
                "--out",
                other(),
                "--max_steps=3",
                "--batch-size=8",
                "--max-length=64",
                "--freeze_backbone",
                "--seed=7");
        assertThat(session.code()).as(session.err()).isZero();
    }

    private static String other() {
        return folder.resolve("other").toString();
    }

    private static String[] words(String verb, String... options) {
        List<String> words = new ArrayList<>(List.of(verb, RUN.folder().toString(), other()));
        words.addAll(Arrays.asList(options));
        return words.toArray(String[]::new);
    }

    private static double one(String run) {
        return Double.parseDouble(Session.run("score", run, "--prompt", "Why?", "--response", "A leak.")
                .out());
    }

    @Test
    void severalRunsScoreAsOneAndTheirSpreadIsWritten() throws IOException {
        double first = one(RUN.folder().toString());
        double second = one(other());
        Session least = Session.run(words("score", "--ensemble", "min", "--prompt", "Why?", "--response", "A leak."));
        assertThat(Double.parseDouble(least.out())).isCloseTo(Math.min(first, second), within(1e-5));
        Path rows = Files.writeString(
                folder.resolve("rows.jsonl"),
                "{\"prompt\": \"Why?\", \"chosen\": \"A leak.\", \"rejected\": \"Aliens.\"}\n");
        Session file = Session.run(words("score", "--ensemble=weighted:3,1", "--data", rows.toString()));
        JsonNode row = Json.MAPPER.readTree(file.out());
        assertThat(row.path("chosen_score").asDouble()).isCloseTo(0.75 * first + 0.25 * second, within(1e-5));
        assertThat(row.path("chosen_spread").asDouble())
                .isCloseTo(Math.sqrt(0.75 * 0.25) * Math.abs(first - second), within(1e-5));
        assertThat(row.path("rejected_spread").asDouble()).isPositive();
    }

    @Test
    void anEvaluationSaysWhetherALargeSpreadForetellsErrorsAndSoDoesOneOfItsScores() {
        Path scored = folder.resolve("scored.jsonl");
        String pairs = RUN.pairs().toString();
        Session judged = Session.run(words("evaluate", "--ensemble", "mean", "--data", pairs));
        assertThat(judged.code()).as(judged.err()).isZero();
        assertThat(judged.out()).contains("Spread   spread 0.").contains("points");
        Session.run(words("score", "--ensemble", "mean", "--data", pairs, "--out", scored.toString()));
        Session read = Session.run("evaluate", "--scores", scored.toString());
        assertThat(read.out().split("Edits", 2)[0]).isEqualTo(judged.out().split("Edits", 2)[0]);
        assertThat(read.out()).contains("Edits    not run: ");
        Session json = Session.run(words("evaluate", "--ensemble=mean", "--data", pairs, "--json"));
        assertThat(Json.MAPPER.readTree(json.out()).at("/figures/spread/thirds").size())
                .isEqualTo(3);
    }

    @Test
    void rankingAndComparingTakeThemAsOneJudgeToo() {
        Session ranked = Session.run(words(
                "rank", "--ensemble=mean-variance:0.5", "--data", RUN.rated().toString()));
        assertThat(Json.MAPPER
                        .readTree(ranked.out().lines().findFirst().orElseThrow())
                        .at("/ranked/0/spread")
                        .isNumber())
                .isTrue();
        Session compared = Session.run(
                words("compare", "--ensemble=mean", "--prompt", "Why?", "--a", "A leak.", "--b", "Aliens."));
        assertThat(compared.out()).contains("among the judges", "(not calibrated)");
    }

    @Test
    void onTheScaleOfItsCalibrationEachRunCountsAlike() {
        String[] words = words(
                "score", "--ensemble=mean", "--ensemble-scale=standardise", "--prompt=Why?", "--response=A leak.");
        Session session = Session.run(words);
        assertThat(session.code()).as(session.err()).isZero();
        double first = normalized(RUN.folder().toString());
        double second = normalized(other());
        assertThat(Double.parseDouble(session.out())).isCloseTo((first + second) / 2, within(1e-4));
    }

    private static double normalized(String run) {
        return Double.parseDouble(
                Session.run("score", run, "--prompt", "Why?", "--response", "A leak.", "--normalize-reward")
                        .out());
    }

    @Test
    void whatMakesNoEnsembleIsRefusedBeforeAnyWork() {
        assertThat(Session.run(words("score", "--prompt", "p", "--response", "r"))
                        .err())
                .contains("found 2 runs, need one; or say what makes one judge of them: --ensemble mean");
        assertThat(Session.run(words("score", "--ensemble", "most", "--prompt", "p", "--response", "r"))
                        .err())
                .contains("need mean, min, mean-variance:0.5 or weighted:0.5,0.3,0.2");
        assertThat(Session.run(words(
                                "rank",
                                "--ensemble",
                                "weighted:1,2,3",
                                "--data",
                                RUN.rated().toString()))
                        .err())
                .contains("found 3 weights for 2 members");
        assertThat(Session.run(words(
                                "score", "--ensemble=mean", "--normalize-reward", "--prompt", "p", "--response", "r"))
                        .err())
                .contains("say --ensemble-scale standardise");
    }
}
