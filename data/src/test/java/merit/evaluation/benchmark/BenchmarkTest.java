package merit.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Progress;
import merit.preference.format.DataFileException;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values worked out by hand. */
class BenchmarkTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(100, 1, 0.95);

    @TempDir
    private Path folder;

    @Test
    void aHandWorkedMatrixGivesHardNormalAndEasy() throws IOException {
        // Right 1, 5, 3 against wrong 2, 4, 3. Wins: row 1 none, row 2 all, row 3 against the first alone.
        write("data/chat_filtered.json", "[" + rmRow("chat") + "]");
        write("data/code_filtered.json", "[" + rmRow("code") + "]");
        Path scores = write(
                "scores.jsonl",
                "{\"scores\": [1, 5, 3, 2, 4, 3]}\n{\"score_chosen\": [9, 9, 9], \"score_rejected\": [1, 1, 1]}");
        BenchmarkResult result = result(Benchmark.RM_BENCH, scores);
        // Hard: (concise, detailed), (concise, Markdown), (detailed, Markdown): 0, 0, 1. Easy: 1, 1, 0. Normal: 0, 1,
        // 0.
        assertThat(value(result, "chat, hard")).isCloseTo(1 / 3.0, EXACT);
        assertThat(value(result, "chat, normal")).isCloseTo(1 / 3.0, EXACT);
        assertThat(value(result, "chat, easy")).isCloseTo(2 / 3.0, EXACT);
        assertThat(value(result, "chat")).isCloseTo(4 / 9.0, EXACT);
        assertThat(value(result, "Hard")).isCloseTo((1 / 3.0 + 1) / 2, EXACT);
        assertThat(value(result, "RM-Bench")).isCloseTo((4 / 9.0 + 1) / 2, EXACT);
        assertThat(result.matrix())
                .containsExactly(List.of(0.5, 0.5, 0.5), List.of(1.0, 1.0, 1.0), List.of(1.0, 0.5, 0.5));
        assertThat(result.notes()).singleElement().asString().startsWith("found 2 of 4 domains");
    }

    @Test
    void bothPartsOfSafetyAreOneDomainAndTheTotalFileStandsForAll() throws IOException {
        write("data/chat_filtered.json", "[" + rmRow("chat") + "]");
        write(
                "data/total_dataset.json",
                "[" + rmRow("safety-refuse") + "," + rmRow("safety-response") + "," + rmRow("safety-response") + "]");
        Path scores = write(
                "scores.jsonl",
                "{\"scores\": [1, 1, 1, 0, 0, 0]}\n{\"scores\": [0, 0, 0, 1, 1, 1]}\n{\"scores\": [0, 0, 0, 1, 1, 1]}");
        assertThat(value(result(Benchmark.RM_BENCH, scores), "safety")).isCloseTo(1 / 3.0, EXACT);
    }

    @Test
    void judgeBenchCountsEqualScoresForB() throws IOException {
        write(
                "data/pairs.jsonl",
                judgeRow(1, "mmlu-pro-law", "A>B") + "\n" + judgeRow(2, "mmlu-pro-math", "B>A") + "\n"
                        + judgeRow(3, "livecodebench", "A>B") + "\n" + judgeRow(4, "livebench-math", "B>A"));
        // By id, in another order. 1: right. 2: a tie counts for B, right. 3: a tie, wrong. 4: A, wrong.
        Path scores = write(
                "scores.jsonl",
                "{\"pair_id\": \"4\", \"scores\": [2, 1]}\n{\"pair_id\": \"3\", \"scores\": [1, 1]}\n"
                        + "{\"pair_id\": \"2\", \"scores\": [1, 1]}\n{\"pair_id\": \"1\", \"scores\": [2, 1]}");
        BenchmarkResult result = result(Benchmark.JUDGEBENCH, scores);
        assertThat(value(result, "Knowledge")).isOne();
        assertThat(value(result, "Coding")).isZero();
        assertThat(value(result, "Math")).isZero();
        assertThat(value(result, "JudgeBench")).isCloseTo(0.5, EXACT);
        assertThat(result.notes()).containsExactly("2 pairs with equal scores, which JudgeBench counts as B");
    }

    @Test
    void llmBarIsAPlainMeanOfItsFiveSets() throws IOException {
        write("data/Natural/dataset.json", "[" + barRow(1) + "," + barRow(2) + "]");
        for (String set : List.of("Neighbor", "GPTInst", "GPTOut", "Manual")) {
            write("data/Adversarial/" + set + "/dataset.json", "[" + barRow(2) + "]");
        }
        // In the order of the paths: GPTInst, GPTOut, Manual, Neighbor, then Natural.
        Path scores = write(
                "scores.jsonl",
                "{\"scores\": [0, 1]}\n{\"scores\": [1, 1]}\n{\"scores\": [1, 0]}\n{\"scores\": [1, 0]}\n"
                        + "{\"scores\": [1, 0]}\n{\"scores\": [0, 1]}");
        BenchmarkResult result = result(Benchmark.LLMBAR, scores);
        assertThat(value(result, "Natural")).isOne();
        assertThat(value(result, "GPTOut")).isCloseTo(0.5, EXACT);
        assertThat(value(result, "Adversarial")).isCloseTo(1.5 / 4, EXACT);
        assertThat(value(result, "LLMBar")).isCloseTo(2.5 / 5, EXACT);
    }

    @Test
    void aScorerIsAskedForEveryAnswer() throws IOException {
        write("data/Natural/dataset.json", "[" + barRow(2) + "]");
        Scorer longest = new Scorer() {
            @Override
            public List<Score> score(List<? extends ScoreInput> inputs) {
                return inputs.stream()
                        .map(input -> Score.of(((ScoreInput.Chat) input)
                                .conversation()
                                .response()
                                .length()))
                        .toList();
            }
        };
        List<BenchmarkItem> items = Benchmark.LLMBAR.read(folder.resolve("data"));
        BenchmarkResult result = Benchmark.LLMBAR.result(Benchmark.LLMBAR.score(longest, items, Progress.NONE), QUICK);
        assertThat(value(result, "LLMBar")).isOne();
    }

    @Test
    void whatIsMissingOrWrongIsNamed() throws IOException {
        Path data = write("data.jsonl", judgeRow(1, "mmlu-pro-law", "A=B"));
        assertThatThrownBy(() -> Benchmark.JUDGEBENCH.read(data))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("line 1: label: found A=B, need A>B or B>A");
        Path two = write("two.jsonl", judgeRow(1, "mmlu-pro-law", "A>B") + "\n" + judgeRow(2, "mmlu-pro-law", "A>B"));
        Path scores = write("scores.jsonl", "{\"scores\": [1, 2]}\n{\"scores\": [1, 2]}\n{\"scores\": [1, 2]}");
        assertThatThrownBy(() -> Benchmark.JUDGEBENCH.scores(scores.toString(), Benchmark.JUDGEBENCH.read(two)))
                .hasMessageContaining("found 3 rows of scores, need 2");
        assertThatThrownBy(() -> Benchmark.of("rewardbench3"))
                .hasMessage(
                        "benchmark: found rewardbench3, need one of rewardbench, rewardbench2, rm-bench, judgebench,"
                                + " llmbar");
    }

    private BenchmarkResult result(Benchmark benchmark, Path scores) {
        return benchmark.result(benchmark.scores(scores.toString(), benchmark.read(folder.resolve("data"))), QUICK);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String rmRow(String domain) {
        return "{\"prompt\": \"Q\", \"chosen\": [\"a\", \"b\", \"c\"], \"rejected\": [\"d\", \"e\", \"f\"], \"domain\": \""
                + domain + "\"}";
    }

    private static String judgeRow(int id, String source, String label) {
        return "{\"pair_id\": \"" + id + "\", \"source\": \"" + source + "\", \"question\": \"Q" + id
                + "\", \"response_A\": \"a\", \"response_B\": \"b\", \"label\": \"" + label + "\"}";
    }

    private static String barRow(int label) {
        return "{\"input\": \"Q\", \"output_1\": \"a\", \"output_2\": \"bb\", \"label\": " + label + "}";
    }

    private static double value(BenchmarkResult result, String name) {
        return result.figure(name).value().value();
    }
}
