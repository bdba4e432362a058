package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkVerbTest {
    @TempDir
    private Path folder;

    private Path data = Path.of("");
    private Path scores = Path.of("");

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(folder.resolve("test.jsonl"), """
                {"id": 1, "subset": "alpacaeval-easy", "prompt": "p", "chosen": "a", "rejected": "b"}
                {"id": 2, "subset": "math-prm", "prompt": "q", "chosen": "a", "rejected": "b"}
                """);
        scores = Files.writeString(folder.resolve("scores.jsonl"), """
                {"id": 2, "scores_chosen": 0.5, "scores_rejected": 0.5}
                {"id": 1, "scores_chosen": 1.5, "scores_rejected": 0.5}
                """);
    }

    @Test
    void scoresOfElsewhereAreMeasuredWithoutAModel() {
        Session session =
                Session.run("benchmark", "rewardbench", "--data", data.toString(), "--scores", scores.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .startsWith("RewardBench, 2 questions")
                .containsPattern("alpacaeval-easy +100.0 % \\(")
                .containsPattern("Reasoning +0.0 %")
                .containsPattern("RewardBench +50.0 %")
                .contains("Careful: Chat: found 1 of 5 subsets");
    }

    @Test
    void aBenchmarkSpeaksJsonAtAnyLevel() {
        Session session = Session.run(
                "benchmark",
                "rewardbench",
                "--data",
                data.toString(),
                "--scores",
                scores.toString(),
                "--level",
                "0.5",
                "--json");
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(Json.MAPPER.readTree(session.out()).path("figures").size()).isEqualTo(5);
    }

    @Test
    void aRunIsMeasuredToo() throws IOException {
        Session session = Session.run(
                "benchmark",
                "rewardbench",
                "--data",
                folder.resolve("test.jsonl").toString(),
                "--run",
                TrainedRun.get().folder().toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .startsWith("RewardBench, 2 questions")
                .containsPattern("alpacaeval-easy +(0|50|100)\\.0 % .*1 question")
                .containsPattern("math-prm +(0|50|100)\\.0 % .*1 question");
    }

    @Test
    void eitherARunOrScoresAreNeeded() {
        Session session = Session.run("benchmark", "rewardbench", "--data", data.toString());
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("measure either a run (--run RUN) or scores (--scores FILE).");
    }
}
