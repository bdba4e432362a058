package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import merit.evaluation.benchmark.Benchmark;
import merit.evaluation.benchmark.BenchmarkFigure;
import merit.evaluation.benchmark.BenchmarkItem;
import merit.evaluation.benchmark.BenchmarkResult;
import merit.evaluation.benchmark.ScoredItem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a run, or a file of scores, by a published benchmark's own rules. */
@Command(
        name = "benchmark",
        header = "Measure a run by a published benchmark's own rules.",
        description = {
            "",
            "rewardbench, rewardbench2, rm-bench, judgebench, llmbar: their files as they are published, their scores to the digit, "
                    + "and an interval for each, which the leaderboards leave out. The data are yours to fetch.",
            "",
            "With --scores no model is needed: rows in the order of the data, or with the same id, that hold scores (a list, one "
                    + "an answer), or scores_chosen and scores_rejected.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit benchmark rewardbench --data reward-bench/filtered.parquet --run runs/helpful",
            "  merit benchmark rewardbench2 --data reward-bench-2 --scores scores.jsonl --json",
            "  merit benchmark llmbar --data LLMBar/Dataset/LLMBar --run runs/helpful"
        })
final class BenchmarkVerb implements Callable<Integer> {
    private static final List<String> STYLES = List.of("concise", "detailed", "Markdown");

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "rewardbench, rewardbench2, rm-bench, judgebench or llmbar.")
    String name = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            order = 1,
            description = "The benchmark's file, or a folder with its files.")
    Path data = Path.of("");

    @Option(names = "--run", paramLabel = "RUN", order = 2, description = "The run to measure.")
    @Nullable
    Path run;

    @Option(names = "--scores", paramLabel = "FILE", order = 3, description = "Scores that were made before.")
    @Nullable
    String scores;

    @Option(names = "--json", order = 4, description = "Print the figures as JSON.")
    boolean json;

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    EngineOptions engine = new EngineOptions();

    BenchmarkVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if ((run == null) == (scores == null)) {
            throw new UsageException("measure either a run (--run RUN) or scores (--scores FILE).");
        }
        Benchmark benchmark = Benchmark.of(name);
        List<BenchmarkItem> items = benchmark.read(data);
        BenchmarkResult result = benchmark.result(scored(benchmark, items), level.toBootstrap());
        if (json) {
            console.result(Json.pretty(result));
        } else {
            print(result, items.size());
        }
        return 0;
    }

    private List<ScoredItem> scored(Benchmark benchmark, List<BenchmarkItem> items) throws IOException {
        if (scores != null) {
            return benchmark.scores(scores, items);
        }
        engine.apply(console);
        return RunScoring.with(
                console,
                Judged.by(Objects.requireNonNull(run)),
                (scorer, progress) -> benchmark.score(scorer, items, progress));
    }

    private void print(BenchmarkResult result, int questions) {
        console.result(result.benchmark() + ", " + Numbers.count(questions, "question"));
        int width = result.figures().stream()
                .mapToInt(figure -> figure.name().length())
                .max()
                .orElse(0);
        BenchmarkFigure.Level before = BenchmarkFigure.Level.SUBSET;
        for (BenchmarkFigure figure : result.figures()) {
            if (figure.level() != before) {
                console.result("");
            }
            before = figure.level();
            console.result(String.format(Locale.ROOT, "  %-" + width + "s  %s", figure.name(), line(figure)));
        }
        if (!result.matrix().isEmpty()) {
            console.result("");
            printMatrix(result.matrix());
        }
        result.notes().forEach(note -> console.result("Careful: " + note + "."));
    }

    private static String line(BenchmarkFigure figure) {
        return String.format(
                Locale.ROOT,
                "%-24s %s",
                EvaluationText.percent(figure.value()),
                figure.level() == BenchmarkFigure.Level.SUBSET ? Numbers.count(figure.items(), "question") : "");
    }

    private void printMatrix(List<List<Double>> matrix) {
        console.result("  right answer by wrong answer, styles " + String.join(", ", STYLES));
        for (int row = 0; row < matrix.size(); row++) {
            console.result(String.format(Locale.ROOT, "  %-10s", STYLES.get(row))
                    + matrix.get(row).stream()
                            .map(share -> String.format(Locale.ROOT, "%8s", Numbers.percent(share)))
                            .collect(Collectors.joining()));
        }
    }
}
