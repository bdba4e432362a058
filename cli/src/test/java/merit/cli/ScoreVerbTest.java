package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ScoreVerbTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void scoredRowsComeBackAsTheyWereWithTheirScores() throws IOException {
        Path out = folder.resolve("scored.jsonl");
        Session session = Session.run(
                "score", run.folder().toString(), "--data", run.pairs().toString(), "--out", out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode row = Json.MAPPER.readTree(Files.readAllLines(out).get(0));
        JsonNode source = Json.MAPPER.readTree(Files.readAllLines(run.pairs()).get(0));
        assertThat(row.path("chosen_score").isNumber()).isTrue();
        assertThat(row.path("rejected_score").isNumber()).isTrue();
        source.properties().forEach(entry -> assertThat(row.get(entry.getKey())).isEqualTo(entry.getValue()));
        assertThat(Files.readAllLines(out)).hasSameSizeAs(Files.readAllLines(run.pairs()));
    }

    @Test
    void standardOutputHoldsScoredRowsAndNothingElse() {
        Session session = Session.run(
                "score", run.folder().toString(), "--data", run.rated().toString(), "--out", "-");
        assertThat(session.out().lines()).hasSize(6).allSatisfy(line -> {
            JsonNode row = Json.MAPPER.readTree(line);
            row.path("candidates")
                    .forEach(entry -> assertThat(entry.path("score").isNumber()).isTrue());
        });
    }

    @Test
    void oneAnswerPrintsOneNumber() {
        Session session = Session.run("score", run.folder().toString(), "--prompt", "Why?", "--response", "A leak.");
        assertThat(Double.parseDouble(session.out().strip())).isFinite();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void aClassifierWithoutMeritsOwnFileScoresTextsAndWithATemplateAnswersToo() throws IOException {
        Path classifier = run.copyTo(folder.resolve("copy"));
        Files.delete(classifier.resolve("merit.json"));
        Path texts = Files.writeString(
                folder.resolve("texts.jsonl"), "{\"text\": \"Why?\", \"pair\": \"A leak.\"}\n{\"text\": \"Why?\"}\n");
        Session session = Session.run("score", classifier.toString(), "--data", texts.toString(), "--max-length", "64");
        assertThat(session.code()).as(session.err()).isZero();
        JsonNode row = Json.MAPPER.readTree(session.out().lines().findFirst().orElseThrow());
        Session answer = Session.run("score", run.folder().toString(), "--prompt", "Why?", "--response", "A leak.");
        assertThat(row.path("score").asDouble()).isCloseTo(Double.parseDouble(answer.out()), within(1e-5));

        String[] words = {"score", classifier.toString(), "--prompt", "Why?", "--response", "A leak.", "--template=pair"
        };
        assertThat(Double.parseDouble(Session.run(words).out()))
                .isCloseTo(row.path("score").asDouble(), within(1e-5));
        Session refused = Session.run(Arrays.copyOf(words, 6));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("need a template: say --template NAME");
    }

    @Test
    void aMissingInputLeavesTheOldOutputAsItWas() throws IOException {
        Path out = Files.writeString(folder.resolve("scored.jsonl"), "old\n");
        Path bad = Files.writeString(
                folder.resolve("bad.jsonl"), "{\"prompt\": \"p\", \"response\": \"r\"}\n".repeat(60) + "{broken\n");
        Session session =
                Session.run("score", run.folder().toString(), "--data", bad.toString(), "--out", out.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("line 61");
        assertThat(out).hasContent("old\n");
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        Session session = Session.run("score", folder.toString(), "--prompt", "p", "--response", "r");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("no reward model in " + folder).hasLineCount(1);
    }
}
