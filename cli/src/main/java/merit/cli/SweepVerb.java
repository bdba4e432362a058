package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import merit.evaluation.metric.SweepRanking;
import merit.evaluation.report.SweepReport;
import merit.preference.CandidateSet;
import merit.preference.format.PreferenceFiles;
import merit.rewardmodel.RewardModelFolder;
import merit.training.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a grid of heads on one pass through the backbone and ranks them. */
@Command(
        name = "sweep",
        header = "Train a grid of heads on a frozen backbone and rank them.",
        customSynopsis = "merit sweep --data FILE [--data FILE]... --out DIR [--SETTING VALUE,VALUE...]...",
        description = {
            "",
            "Each row goes through the backbone once; what it gives is kept, and each member of the grid then takes seconds. "
                    + "Settings of the head and of how it learns take several values with commas (probe_layers and probe_means with "
                    + "semicolons), or a list in a run file; every combination is a configuration, and each --seed of it a member. "
                    + "Configurations are ranked by what they get on held-out prompts, the same for all, as a mean over their seeds. The "
                    + "best one is saved as the run DIR/best, from its first seed. The same command again goes on with members that are "
                    + "missing.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit sweep --data hh.jsonl.gz --head-learning-rate 3e-4,1e-3,3e-3 --seed 1,2,3 --out runs/sweep",
            "  merit sweep --data hh.jsonl.gz --method steps,probe --pooling mean,last --epochs 3 --out runs/sweep",
            "  merit sweep --data hh.jsonl.gz --loss bradley-terry,hinge --hinge-margin 0.5,1 --out runs/sweep",
            "  merit sweep --data hh.jsonl.gz --config grid.yaml --trials 40 --test-data test.jsonl --out runs/sweep"
        })
final class SweepVerb implements Callable<Integer> {
    private final Console console;
    private final TrainingFlags flags = TrainingFlags.ofGrid();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            order = 1,
            description = "Preferences, as merit train reads them; may be given several times.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--eval-data",
            paramLabel = "FILE",
            order = 2,
            description = "Measure and choose on these, and train on all of --data.")
    List<String> evalData = new ArrayList<>();

    @Option(
            names = "--eval-share",
            paramLabel = "SHARE",
            order = 3,
            description = "Share of the prompts that is held out, to measure and choose on (${DEFAULT-VALUE}).")
    double evalShare = 0.2;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            order = 3,
            description = "Of that split, one for all members, and of --trials (${DEFAULT-VALUE}).")
    long splitSeed = TrainingConfig.DEFAULT.seed();

    @Option(
            names = "--test-data",
            paramLabel = "FILE",
            order = 4,
            description = "Measure the best configuration on these, and no other: pairs that have chosen nothing.")
    List<String> testData = new ArrayList<>();

    @Option(
            names = {"--model", "--model-name-or-path"},
            paramLabel = "NAME",
            order = 5,
            description = "all-MiniLM-L6-v2 (default, bundled), a Hugging Face folder, or a hub's org/name.")
    String model = "all-MiniLM-L6-v2";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            order = 6,
            description = "Folder of the sweep: best, best.yaml, sweep.html, sweep.json, sweep.csv.")
    Path out = Path.of("");

    @Option(
            names = "--overwrite",
            order = 7,
            description = "Throw away the members that are in the folder, and begin again.")
    boolean overwrite;

    @Option(
            names = "--trials",
            paramLabel = "N",
            order = 8,
            description = "Of a large grid only N configurations, drawn at random; a larger N adds to them.")
    @Nullable
    Integer trials;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            order = 9,
            description = "Settings for a machine, see merit train.")
    @Nullable
    String preset;

    @Option(names = "--dry-run", order = 9, description = "Say what the grid is, and do nothing.")
    boolean dryRun;

    @Option(names = "--json", order = 10, description = "Print the ranking as JSON.")
    boolean json;

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    SweepVerb(Console console) {
        this.console = console;
    }

    @Spec
    void addFlags(CommandSpec verb) {
        flags.addTo(verb);
    }

    @Override
    public Integer call() throws IOException {
        SweepGrid grid = grid();
        SweepRanking.Metric metric = metric(grid);
        sayGrid(grid);
        if (dryRun) {
            grid.entries().forEach(entry -> console.result(entry.name()));
            return 0;
        }
        RunTarget.check(out, overwrite || SweepFolder.isIn(out), ", or say --overwrite to replace what is in it");
        if (RewardModelFolder.isSaved(Path.of(ModelPlace.of(model, console)))) {
            throw new UsageException("--model: found the run " + model
                    + ", need a backbone: every member begins with a new head; give the run's base.");
        }
        engine.apply(console);
        grid = grid.in(PrecisionOption.here(grid.first().precision(), console));
        TrainVerb training = training();
        SweepRun.Plan plan = new SweepRun.Plan(
                out, grid, training.request(grid.first()), test(), metric, level.toBootstrap(), overwrite);
        requireHeldOut(plan);
        SweepReport report = new SweepRun(console, plan, config -> RepeatedCommand.of(training, config)).run();
        print(report);
        return 0;
    }

    private SweepGrid grid() {
        try {
            SweepGrid all = SweepGrid.of(flags.values());
            if (trials != null && trials < 1) {
                throw new UsageException("--trials: found " + trials + ", need a number above 0.");
            }
            return trials == null ? all : all.drawn(trials, splitSeed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static SweepRanking.Metric metric(SweepGrid grid) {
        try {
            return SweepRanking.Metric.of(grid.first().watch().metricForBestModel());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--metric-for-best-model: " + e.getMessage() + " to rank by.");
        }
    }

    private void sayGrid(SweepGrid grid) {
        console.say(
                "Grid",
                Numbers.count(grid.entries().size(), "configuration") + ", " + Numbers.count(grid.members(), "member")
                        + (trials == null ? "" : ", drawn at random"));
    }

    /** The training that the best configuration comes to. */
    private TrainVerb training() {
        TrainVerb training = new TrainVerb(console);
        training.data = data;
        training.evalData = evalData;
        training.evalShare = evalShare;
        training.splitSeed = splitSeed;
        training.model = model;
        training.out = out.resolve("best");
        training.reading = reading;
        return training;
    }

    private List<CandidateSet> test() {
        return testData.isEmpty()
                ? List.of()
                : PreferenceFiles.read(testData, reading.toReadOptions())
                        .withoutRepeats()
                        .sets();
    }

    private void requireHeldOut(SweepRun.Plan plan) {
        if (!Floor.hasPairs(plan.training().held().all())) {
            throw new UsageException(
                    "--eval-share: found no held-out pairs, need some to choose on; give --eval-share or"
                            + " --eval-data.");
        }
        if (!testData.isEmpty() && !Floor.hasPairs(plan.test())) {
            throw new IllegalArgumentException(
                    String.join(", ", testData) + ": found no pairs to measure on, need at least one.");
        }
        long leaked = plan.knownTestPrompts();
        if (leaked > 0) {
            console.say("Careful: " + Numbers.count(leaked, "test prompt")
                    + " stand among those that are trained or chosen on, so the test figures are too good.");
        }
    }

    private void print(SweepReport report) {
        if (json) {
            console.result(report.json().stripTrailing());
            return;
        }
        SweepText.print(console, report);
        console.result("Saved", out.resolve("best") + " · report " + out.resolve("sweep.html"));
        console.result("Again", "merit train --config " + out.resolve("best.yaml") + " --out RUN");
    }
}
