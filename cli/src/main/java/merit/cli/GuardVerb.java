package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.GuardMetrics;
import merit.evaluation.metric.GuardMetrics.Sides;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.PreferenceSplit;
import merit.preference.format.PreferenceFiles;
import merit.scoring.Guard;
import merit.store.WholeFile;
import merit.training.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fits a threshold below which answers are held back. */
@Command(
        name = "guard",
        header = "Fit a threshold below which answers are held back.",
        description = {
            "",
            "Finds the highest reward that blocks no more than the stated share of good answers, and says on other prompts how many "
                    + "good answers it blocks and how many bad ones it lets through, each with its interval. Good are chosen "
                    + "answers, bad are rejected ones; or rated candidates on both sides of --good-from.",
            "",
            "The threshold goes into a JSON file. It holds for this model and for answers of the kind it was fitted on.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit guard runs/harmless --data pairs.jsonl --false-blocks 0.01",
            "  merit guard runs/harmless --data fit.jsonl --check other.jsonl --out guard.json",
            "  merit guard --scored --data scored.jsonl --false-blocks 0.05"
        })
final class GuardVerb implements Callable<Integer> {
    private static final long SEED = 42;

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "The run whose rewards guard; not with --scored.")
    @Nullable
    Path run;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            order = 1,
            description = "What the threshold is fitted on; may be given several times.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--check",
            paramLabel = "FILE",
            order = 2,
            description = "What it is measured on (half of the prompts of --data, which are then not fitted on).")
    List<String> check = new ArrayList<>();

    @Option(
            names = "--false-blocks",
            paramLabel = "SHARE",
            converter = Share.class,
            order = 3,
            description = "Share of good answers that may be blocked (${DEFAULT-VALUE}).")
    double falseBlocks = 0.01;

    @Option(
            names = "--rating",
            paramLabel = "NAME",
            order = 4,
            description = "With --good-from: the candidates' rating.")
    @Nullable
    String rating;

    @Option(
            names = "--good-from",
            paramLabel = "X",
            order = 5,
            description = "Candidates rated X or more are good, the others bad (chosen and rejected answers).")
    @Nullable
    Double goodFrom;

    @Option(
            names = "--scored",
            order = 6,
            description = "The rows hold scores already, as merit score writes them; no RUN is needed.")
    boolean scored;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            order = 7,
            description = "Where the threshold goes (guard.json in RUN, or here with --scored).")
    @Nullable
    Path out;

    @Option(names = "--json", order = 8, description = "Print threshold and figures as JSON.")
    boolean json;

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    GuardVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if ((run == null) != scored) {
            throw new UsageException("give a RUN to score with, or say --scored where the rows hold scores.");
        }
        if ((rating == null) != (goodFrom == null)) {
            throw new UsageException("--rating and --good-from belong together: give both, or neither.");
        }
        StandardInput.checkOnce(List.of(data, check));
        PreferenceSplit.Sides<ScoredSet> sides = sides();
        Guard guard = GuardMetrics.fit(kinds(sides.training()), falseBlocks);
        ClusteredBootstrap bootstrap = level.toBootstrap();
        GuardMetrics figures = GuardMetrics.of(guard, kinds(sides.heldOut()), bootstrap);
        Path target = out != null ? out : run == null ? Path.of("guard.json") : run.resolve("guard.json");
        String stored = Json.pretty(content(guard, figures, bootstrap));
        WholeFile.write(target, stored + "\n");
        if (json) {
            console.result(stored);
        } else {
            print(guard, figures);
            console.result("Saved", target.toString());
        }
        return 0;
    }

    private Sides kinds(List<ScoredSet> sets) {
        return Sides.of(sets, rating, goodFrom == null ? 0 : goodFrom);
    }

    private PreferenceSplit.Sides<ScoredSet> sides() throws IOException {
        List<ScoredSet> fitted = scored(data);
        if (!check.isEmpty()) {
            return new PreferenceSplit.Sides<>(fitted, scored(check));
        }
        return new PreferenceSplit(SEED).holdOut(fitted, ScoredSet::cluster, 0.5);
    }

    private List<ScoredSet> scored(List<String> files) throws IOException {
        if (run == null) {
            return ScoredRows.read(files, reading.toReadOptions()).sets();
        }
        List<CandidateSet> sets =
                PreferenceFiles.read(files, reading.toReadOptions()).sets();
        engine.apply(console);
        return RunScoring.score(console, run, sets);
    }

    private Map<String, Object> content(Guard guard, GuardMetrics figures, ClusteredBootstrap bootstrap) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("threshold", guard.threshold());
        content.put("false_blocks", guard.falseBlocks());
        content.put("fitted_on", guard.answers());
        content.put("model", run == null ? "scores" : run.toString());
        content.put("data", data);
        content.put("check", check);
        content.put("level", bootstrap.level());
        content.put("checked", figures);
        content.put("merit", Version.MERIT);
        return content;
    }

    private void print(Guard guard, GuardMetrics figures) {
        console.result(
                "Guard",
                "blocks answers with a reward below " + Numbers.decimal(guard.threshold(), 4) + ", fitted on "
                        + Numbers.count(guard.answers(), "good answer") + " to block "
                        + Numbers.percent(guard.falseBlocks()) + " of them at most");
        console.result(
                "Measured",
                "on other prompts it blocks " + EvaluationText.percent(figures.falseBlocks()) + " of "
                        + Numbers.count(figures.good(), "good answer") + "\nand lets through "
                        + EvaluationText.percent(figures.misses()) + " of " + Numbers.count(figures.bad(), "bad answer")
                        + "\nAUC of rewards, good against bad: "
                        + EvaluationText.decimal(figures.auc(), 3));
    }
}
