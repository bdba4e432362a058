package merit.evaluation.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Progress;
import merit.scoring.Scorer;

/** The published benchmarks whose files and rules are known. */
public enum Benchmark {
    REWARDBENCH("rewardbench", "RewardBench"),
    REWARDBENCH2("rewardbench2", "RewardBench 2"),
    RM_BENCH("rm-bench", "RM-Bench"),
    JUDGEBENCH("judgebench", "JudgeBench"),
    LLMBAR("llmbar", "LLMBar");

    private final String label;
    private final String title;

    Benchmark(String label, String title) {
        this.label = label;
        this.title = title;
    }

    /** As it is named on the command line. */
    public String label() {
        return label;
    }

    /** As it is named in a sentence. */
    public String title() {
        return title;
    }

    /**
     * The benchmark of a label.
     *
     * @throws IllegalArgumentException where there is none, naming those that there are
     */
    public static Benchmark of(String label) {
        return Arrays.stream(values())
                .filter(one -> one.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("benchmark: found " + label + ", need one of "
                        + Arrays.stream(values()).map(Benchmark::label).collect(Collectors.joining(", "))));
    }

    /** Its questions, from a file, or from all files in a folder and below it. */
    public List<BenchmarkItem> read(Path data) {
        return BenchmarkFiles.read(data, rules());
    }

    /** Scores every answer to every question, by a model. */
    public List<ScoredItem> score(Scorer scorer, List<BenchmarkItem> items, Progress progress) {
        return BenchmarkScores.of(scorer, items, progress);
    }

    /** Scores that stand in a file, matched to the questions by id, or in their order. */
    public List<ScoredItem> scores(String file, List<BenchmarkItem> items) {
        return BenchmarkScores.read(file, items);
    }

    /** What these scores get, by the benchmark's own rules. */
    public BenchmarkResult result(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        return rules().figures(items, bootstrap);
    }

    private Rules rules() {
        return switch (this) {
            case REWARDBENCH -> new RewardBenchRules();
            case REWARDBENCH2 -> new RewardBench2Rules();
            case RM_BENCH -> new RmBenchRules();
            case JUDGEBENCH -> new JudgeBenchRules();
            case LLMBAR -> new LlmBarRules();
        };
    }
}
