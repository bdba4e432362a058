package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Several objectives from data to scores, on the bundled model. */
class ObjectivesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void twoFilesEachOfOneObjectiveMakeOneModelOfTwoOutputs() throws IOException {
        Path helpful = pairs("helpful.jsonl", "clear", "vague");
        Path harmless = pairs("harmless.jsonl", "kind", "rude");
        Path run = folder.resolve("run");
        Session trained =
                train(run, "--data", "helpful=" + helpful, "--data", "harmless=" + harmless, "--objectives", "all");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(Files.readString(run.resolve("training_config.json")))
                .contains("\"objectives\" : \"helpful,harmless\"");
        Path scored = folder.resolve("scored.jsonl");
        Session scoring =
                Session.run("score", run.toString(), "--data", helpful.toString(), "--out", scored.toString());
        assertThat(scoring.err()).contains("score is 0.50 helpful + 0.50 harmless");
        JsonNode row = JSON.readTree(Files.readAllLines(scored).get(0));
        double mean = (row.path("chosen_scores").path(0).asDouble()
                        + row.path("chosen_scores").path(1).asDouble())
                / 2;
        assertThat(row.path("chosen_score").asDouble()).isEqualTo(mean);
        Session measured = Session.run(
                "evaluate", run.toString(), "--data", "helpful=" + helpful, "--data", "harmless=" + harmless);
        assertThat(measured.out().replaceAll("\\s+", " "))
                .contains("Objectives helpful: ", "of 12 pairs harmless: ")
                .doesNotContain("Spearman");
        assertThat(Files.readString(run.resolve("model-card.md"))).contains("| helpful |", "| harmless |");
    }

    @Test
    void gradesAreRegressedAndTheRunCanBeGoneOnWith() throws IOException {
        Path rated = rated();
        Path run = folder.resolve("run");
        Session trained = train(
                run,
                "--data",
                rated.toString(),
                "--objectives",
                "accuracy,coverage",
                "--objective-loss",
                "regression",
                "--score-weights",
                "accuracy=1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(Files.readString(run.resolve("report.json"))).contains("\"objective\" : \"coverage\"");
        assertThat(Files.readString(run.resolve("merit.json")))
                .contains("\"objective_loss\" : \"regression\"", "\"grade_mean\"");
        Path more = folder.resolve("more");
        Session gone = train(more, "--data", rated.toString(), "--model", run.toString());
        assertThat(gone.code()).as(gone.err()).isZero();
        Session other = train(
                folder.resolve("other"), "--data", rated.toString(), "--model", run.toString(), "--objectives", "all");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("was trained with accuracy,coverage, and goes on with it");
    }

    @Test
    void theNameOfAnEvaluationFileThatIsNoObjectiveSaysNothingOfWhoseItsJudgementsAre() throws IOException {
        Path overall = pairs("overall.jsonl", "clear", "vague");
        Path harmless = pairs("harmless.jsonl", "kind", "rude");
        Path test = pairs("test.jsonl", "clear", "vague");
        List<String> words = new ArrayList<>(List.of("--objectives", "overall,harmless"));
        words.addAll(List.of("--data", overall.toString(), "--data", "harmless=" + harmless));
        words.addAll(List.of("--eval-data", "test=" + test, "--eval-data", "harmless=" + harmless));
        Session trained = train(folder.resolve("run"), words.toArray(String[]::new));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("24 judgements to train on, 24 to measure on: test 12, harmless 12");
    }

    @Test
    void anObjectiveThatTheDataDoNotHaveIsRefused() throws IOException {
        Session trained = train(folder.resolve("run"), "--data", rated().toString(), "--objectives", "honesty");
        assertThat(trained.code()).isEqualTo(1);
        assertThat(trained.err()).contains("of honesty; the data have");
    }

    private static Session train(Path run, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--out", run.toString()));
        words.addAll(List.of("--max_steps", "2", "--max-length", "32", "--freeze_backbone", "true"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private Path pairs(String name, String better, String worse) throws IOException {
        String rows = IntStream.range(0, 12)
                .mapToObj(p -> "{\"prompt\": \"" + name + " question " + p + "\", \"chosen\": \"a " + better
                        + " answer\", \"rejected\": \"a " + worse + " answer\"}\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve(name), rows);
    }

    private Path rated() throws IOException {
        String rows = IntStream.range(0, 12)
                .mapToObj(p -> "{\"prompt\": \"question " + p + "\", \"candidates\": ["
                        + "{\"response\": \"one\", \"score\": 1, \"accuracy\": 2, \"coverage\": 7},"
                        + "{\"response\": \"two\", \"score\": 3, \"accuracy\": 4, \"coverage\": 5},"
                        + "{\"response\": \"three\", \"score\": 6, \"accuracy\": 6}]}\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("rated.jsonl"), rows);
    }
}
