package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.report.EvaluationReport;
import merit.preference.Pairing;
import merit.rewardmodel.RewardModelFolder;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a reward model and says what it is worth. */
@Command(
        name = "train",
        header = "Train a reward model and say what it is worth.",
        customSynopsis = "merit train --data FILE [--data FILE]... --out RUN [OPTION]...",
        description = {
            "",
            "Reads preferences, holds a share of the prompts out, trains, measures on what was held out, and saves a folder that "
                    + "merit and transformers read. Ctrl-C stops after the step, and saves.",
            ""
        },
        footer = {
            "",
            "Defaults are Merit's own; TRL's stand beside them where they differ. Names in snake_case are understood too.",
            "",
            "Examples",
            "  merit train --data hh.jsonl.gz --out runs/helpful",
            "  merit train --data a.jsonl --data b.parquet --eval-data c.jsonl --max-length 512 --out runs/mixed",
            "  merit train --data hh.jsonl.gz --model models/SmolLM2-135M --template plain --lora-r 16 --out runs/lora",
            "  merit train --data hh.jsonl.gz --out runs/helpful --learning-curve",
            "  merit train --data helpful=a.jsonl --data harmless=b.jsonl --objectives all --out runs/both",
            "  merit train --config run.yaml --learning_rate 2e-5 --out runs/slower"
        })
final class TrainVerb implements Callable<Integer> {
    private final Console console;
    private final TrainingFlags flags = new TrainingFlags();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            order = 1,
            description =
                    "Preferences: .jsonl, .json, .csv, .parquet, also .gz, or -; may be given several times. As NAME=FILE its "
                            + "judgements are of the objective NAME.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--eval-data",
            paramLabel = "FILE",
            order = 2,
            description = "Measure on these and train on all of --data.")
    List<String> evalData = new ArrayList<>();

    @Option(
            names = "--eval-share",
            paramLabel = "SHARE",
            order = 3,
            description = "Share of the prompts that is held out (${DEFAULT-VALUE}); 0 for none.")
    double evalShare = 0.2;

    @Option(
            names = {"--model", "--model-name-or-path"},
            paramLabel = "NAME",
            order = 4,
            description =
                    "all-MiniLM-L6-v2 (default, bundled), a Hugging Face folder, a hub's org/name, or a run to go on"
                            + " from.")
    String model = "all-MiniLM-L6-v2";

    @Option(
            names = {"--out", "--output-dir"},
            required = true,
            paramLabel = "RUN",
            order = 5,
            description = "Folder of the run.")
    Path out = Path.of("");

    @Option(
            names = {"--overwrite", "--overwrite-output-dir"},
            order = 6,
            description = "Replace the run that is in the folder.")
    boolean overwrite;

    @Option(
            names = "--learning-curve",
            order = 7,
            description =
                    "Train on 10, 25 and 50 %% of the training prompts too, which takes nearly as long again, and say"
                            + " whether more labels would help.")
    boolean learningCurve;

    @Option(names = "--json", order = 8, description = "Print the result as JSON.")
    boolean json;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Mixin
    StandardOptions standard = new StandardOptions();

    TrainVerb(Console console) {
        this.console = console;
    }

    @Spec
    void addFlags(CommandSpec spec) {
        flags.addTo(spec);
    }

    @Override
    public Integer call() throws IOException {
        TrainingConfig config = flags.config();
        RunTarget.prepare(out, overwrite, ", or say --overwrite to replace the run in it");
        engine.apply(console);
        Path place = Path.of(ModelPlace.of(model, console));
        if (RewardModelFolder.isSaved(place)) {
            config = TrainingRun.goingOnFrom(place, config, flags);
        }
        DataSides sides = DataSides.read(data, evalData, evalShare, config.seed(), reading.toReadOptions());
        config = withObjectives(config, sides);
        checkLearningCurve(sides, place);
        sides.warnings().forEach(console::say);
        TrainingRun run = new TrainingRun(
                console,
                new TrainingRun.Request(
                        config,
                        model,
                        out,
                        sides.line(),
                        sides.train(),
                        sides.held(),
                        sides.report(),
                        sides.provenance(command(config)),
                        learningCurve));
        TrainingRun.Result result = run.run();
        report(result);
        return 0;
    }

    /** Names what {@code --objectives all} stands for, and looks whether there is something to learn. */
    private TrainingConfig withObjectives(TrainingConfig config, DataSides sides) {
        if (config.objectives().objectives().isEmpty()) {
            sides.requirePairs();
            return config;
        }
        if (reading.toReadOptions().pairing() != Pairing.ALL) {
            throw new UsageException("--pairing: found " + reading.pairing
                    + ", need all with --objectives, which takes every two answers whose grades differ.");
        }
        return config.of(sides.train());
    }

    private void checkLearningCurve(DataSides sides, Path place) {
        if (learningCurve && Floor.pairs(sides.held()).isEmpty()) {
            throw new UsageException(
                    "--learning-curve: found no held-out pairs, need some to measure on; give --eval-share"
                            + " or --eval-data.");
        }
        if (learningCurve && RewardModelFolder.isSaved(place)) {
            throw new UsageException("--learning-curve: " + model
                    + " has learnt from labels already, need a model that has not; start from its base.");
        }
    }

    private void report(TrainingRun.Result result) {
        if (json) {
            console.result(Json.pretty(figures(result)));
            return;
        }
        if (result.summary().reason() == TrainingEvent.StopReason.STOPPED) {
            return;
        }
        EvaluationReport report = result.report();
        if (report != null) {
            sayWorth(report.figures());
            if (report.learningCurve() != null) {
                EvaluationText.learningCurve(console, report.learningCurve());
            }
        }
        Path adapter = out.resolve("adapter");
        console.result(
                "Saved",
                out
                        + (Files.exists(adapter) ? " · its adapter " + adapter : "")
                        + (report == null ? "" : " · report " + out.resolve("report.html")));
        console.result("Try", "merit compare " + out);
    }

    private void sayWorth(EvaluationReport.Figures figures) {
        PairMetrics pairs = figures.pairs();
        if (pairs != null) {
            console.result(
                    "Held out", EvaluationText.percent(pairs.accuracy()) + " · " + EvaluationText.overLength(pairs));
        }
        if (figures.calibration() != null) {
            console.result("", "p(a > b) " + EvaluationText.calibration(figures.calibration()));
        }
    }

    private Map<String, @Nullable Object> figures(TrainingRun.Result result) {
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("summary", result.summary());
        figures.put("held_out", result.report() == null ? null : result.report().figures());
        figures.put(
                "learning_curve",
                result.report() == null ? null : result.report().learningCurve());
        figures.put("saved", out.toString());
        return figures;
    }

    /** What was asked for in full, so that it can be repeated where defaults have changed. */
    private List<String> command(TrainingConfig config) {
        List<String> words = new ArrayList<>(List.of("train"));
        data.forEach(file -> words.addAll(List.of("--data", file)));
        evalData.forEach(file -> words.addAll(List.of("--eval-data", file)));
        words.addAll(List.of("--eval-share", Double.toString(evalShare), "--model", model));
        words.addAll(learningCurve ? List.of("--learning-curve") : List.of());
        words.addAll(reading.toArguments());
        TrainingOptions.of(config)
                .forEach((name, value) -> words.addAll(
                        value.equals("") ? List.of() : List.of("--" + name.replace('_', '-'), value.toString())));
        return words;
    }
}
