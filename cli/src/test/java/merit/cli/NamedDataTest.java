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

/** Files with names: measured each by itself, on the bundled model. */
class NamedDataTest {
    @TempDir
    private Path folder;

    private Path pairs(String name, int count) throws IOException {
        String rows = IntStream.range(0, count)
                .mapToObj(p -> "{\"prompt\": \"" + name + " question " + p + "\", \"chosen\": \"a clear answer\","
                        + " \"rejected\": \"a vague one\"}\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve(name + ".jsonl"), rows);
    }

    private Session train(String... more) {
        List<String> words =
                new ArrayList<>(List.of("train", "--out", folder.resolve("run").toString()));
        words.addAll(List.of("--max_steps", "2", "--max-length", "32", "--freeze_backbone", "true"));
        words.addAll(List.of(more));
        return Session.run(words.toArray(String[]::new));
    }

    private String[] evaluationSets() throws IOException {
        return new String[] {
            "--data", pairs("all", 12).toString(),
            "--eval-data", "helpful=" + pairs("helpful", 5),
            "--eval-data", "harmless=" + pairs("harmless", 3)
        };
    }

    private static String[] join(String[] first, String... more) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void eachNamedEvaluationSetIsSaidLoggedAndDrawn() throws IOException {
        Session session = train(
                join(evaluationSets(), "--metric-for-best-model", "eval_harmless_accuracy", "--report-to", "csv"));
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err())
                .contains("8 to measure on: helpful 5, harmless 3")
                .containsPattern("  held out .*\n    helpful  .*loss .*\n    harmless  .*loss ");
        Path run = folder.resolve("run");
        assertThat(Files.readString(run.resolve("eval_log.csv"))).contains("eval_helpful_loss,eval_helpful_accuracy");
        assertThat(Files.readString(run.resolve("trainer_state.json"))).contains("\"eval_harmless_accuracy\"");
        assertThat(Files.readString(run.resolve("report.html"))).contains("key set0", "key set1", "eval_helpful_loss");
        Session again = Session.run("train", "--resume", run.toString(), "--num-train-epochs", "2", "--max_steps", "3");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains("    harmless  ");
    }

    @Test
    void theBudgetThatFitsIsTakenAndTheRunIsAPageAndAPicture() throws IOException {
        String[] data = {"--data", pairs("all", 12).toString(), "--freeze_backbone", "false"};
        Session session = train(join(data, "--auto-batch", "--gradient-checkpointing", "--dashboard", "0"));
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err())
                .containsPattern("Memory +micro-batches of \\d+ tokens take")
                .contains("a step of the longest rows fits whole")
                .containsPattern("Watch +http://127.0.0.1:\\d+/ while it trains");
        Path run = folder.resolve("run");
        assertThat(Files.readString(run.resolve("training.html")))
                .contains("Training is over after 2 steps.", "\"eval_loss\":");
        assertThat(run.resolve("loss.png")).isNotEmptyFile();
        assertThat(Files.readString(run.resolve("training_config.json")))
                .contains("\"gradient_checkpointing\" : true")
                .doesNotContain("\"micro_batch_tokens\" : 4096");
    }

    @Test
    void aDryRunShowsHowDataAreMixed() throws IOException {
        String[] data = {
            "--data", "a=" + pairs("a", 8), "--data", "b=" + pairs("b", 4), "--eval-share", "0", "--dry-run"
        };
        Session dry = train(join(data, "--data-weights", "a=1,b=3"));
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.err()).contains("each epoch draws a 25.0 % (3 of 8), b 75.0 % (9 of 4)");
        Session wrong = train(join(data, "--data-weights", "a=1,c=3"));
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("data_weights: found c, need the names of the data: a, b");
        assertThat(train(join(data, "--data-weights", "a=1")).err()).contains("found no weight of b");
        assertThat(train(join(data, "--data-weights", "a=0,b=1")).err()).contains("found a=0.0, need numbers above 0");
    }

    @Test
    void aLearningCurveLeavesOutSharesThatLackASet() throws IOException {
        String[] data = {"--data", "a=" + pairs("a", 60), "--data", "b=" + pairs("b", 1), "--data-weights", "a=1,b=1"};
        Session session = train(
                join(data, "--learning-curve", "--eval-data", pairs("held", 8).toString()));
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.err()).contains("Curve    without 10.0 %: data_weights: found nothing to draw of b");
        assertThat(session.out()).contains("Saved");
    }

    @Test
    void aDryRunShowsThemAndAMistypedNameIsRefused() throws IOException {
        Session dry = train(join(evaluationSets(), "--dry-run"));
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.err()).contains("8 to measure on: helpful 5, harmless 3").contains("Nothing was trained");
        Session wrong = train(join(evaluationSets(), "--metric-for-best-model", "eval_harmles_loss", "--dry-run"));
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("Did you mean harmless_loss?");
    }
}
