package merit.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.DataFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as they are published, or as users keep them. */
class BenchmarkFilesTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(100, 1, 0.95);

    @TempDir
    private Path folder;

    @Test
    void theFilteredRowsOfRewardBenchAreTheBenchmarkAndTheRawOnesAreNot() throws IOException {
        write("data/raw-00000-of-00001.jsonl", rewardRow("hep-go") + rewardRow("hep-go"));
        write("data/filtered-00000-of-00001.jsonl", rewardRow("hep-go"));
        write("data/shp-00000-of-00001.jsonl", rewardRow("anything"));
        assertThat(read(Benchmark.REWARDBENCH))
                .extracting(BenchmarkItem::subset)
                .containsExactly("hep-go", "shp");
        assertThat(Benchmark.REWARDBENCH.read(folder.resolve("data/raw-00000-of-00001.jsonl")))
                .hasSize(2);
    }

    @Test
    void subsetsWithOtherNumbersOfQuestionsAreNamed() throws IOException {
        write("data/filtered.jsonl", rewardRow("hep-go") + rewardRow("math-prm"));
        assertThat(perfect(Benchmark.REWARDBENCH).notes())
                .contains("other numbers of questions than in the benchmark, so the scores are not comparable:"
                        + " math-prm 1 in place of 447, hep-go 1 in place of 164");
    }

    @Test
    void aPerfectSectionIsExactlyOneAndNotCertain() throws IOException {
        StringBuilder rows = new StringBuilder(rewardRow("math-prm"));
        for (String language : List.of("cpp", "go", "java", "js", "python", "rust")) {
            rows.append(rewardRow("hep-" + language));
        }
        write("data/filtered.jsonl", rows.toString());
        BenchmarkResult result = perfect(Benchmark.REWARDBENCH);
        for (String name : List.of("hep-go", "Reasoning", "RewardBench")) {
            assertThat(result.figure(name).value().value()).isEqualTo(1);
            assertThat(result.figure(name).value().low()).isLessThan(0.9);
        }
    }

    @Test
    void theSetOfLlmBarIsTheNameNearestToTheFile() throws IOException {
        String row = "{\"input\": \"Q\", \"output_1\": \"a\", \"output_2\": \"b\", \"label\": 1}\n";
        write("data/manual-downloads/neighbor/LLMBar/Adversarial/GPTOut/dataset.jsonl", row);
        write("data/manual-downloads/neighbor/LLMBar/Natural/dataset.jsonl", row);
        write("data/manual-downloads/neighbor/Adversarial_Manual-00000-of-00001.jsonl", row);
        assertThat(read(Benchmark.LLMBAR))
                .extracting(BenchmarkItem::subset)
                .containsExactly("Manual", "GPTOut", "Natural");
    }

    @Test
    void theTwoSetsOfJudgeBenchAreNotMixed() throws IOException {
        String row = "{\"pair_id\": \"1\", \"source\": \"mmlu-pro-law\", \"question\": \"Q\", \"response_A\": \"a\","
                + " \"response_B\": \"b\", \"label\": \"A>B\"}\n";
        write("data/gpt-00000-of-00001.jsonl", row);
        Path other = write("data/claude-00000-of-00001.jsonl", row);
        assertThatThrownBy(() -> read(Benchmark.JUDGEBENCH))
                .isInstanceOf(DataFileException.class)
                .hasMessage("JudgeBench: found pairs of gpt and of claude, which are scored apart; need one of them:"
                        + " give its file in place of the folder");
        assertThat(Benchmark.JUDGEBENCH.read(other)).hasSize(1);
    }

    @Test
    void scoresOfOneQuestionAreNotTakenForColumns() throws IOException {
        Path data = write("data/filtered.jsonl", rewardRow("hep-go") + rewardRow("hep-js"));
        Path scores = write("scores.jsonl", "{\"chosen_score\": 1, \"rejected_score\": 0}");
        List<BenchmarkItem> items = Benchmark.REWARDBENCH.read(data);
        assertThatThrownBy(() -> Benchmark.REWARDBENCH.scores(scores.toString(), items))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("found scores of a single question, need one row for each question");
    }

    private List<BenchmarkItem> read(Benchmark benchmark) {
        return benchmark.read(folder.resolve("data"));
    }

    /** Of a model that is right everywhere. */
    private BenchmarkResult perfect(Benchmark benchmark) {
        return benchmark.result(
                read(benchmark).stream()
                        .map(item -> new ScoredItem(item, List.of(1.0, 0.0)))
                        .toList(),
                QUICK);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String rewardRow(String subset) {
        return "{\"prompt\": \"" + subset + "\", \"chosen\": \"a\", \"rejected\": \"b\", \"subset\": \"" + subset
                + "\"}\n";
    }
}
