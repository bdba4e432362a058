package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import merit.loss.LossType;
import merit.preference.Pairing;
import merit.rewardmodel.RewardModelFolder;
import merit.training.Provenance;
import merit.training.TrainingConfig;
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
        customSynopsis = {
            "merit train --data FILE [--data FILE]... --out RUN [OPTION]...",
            "merit train --resume RUN [OPTION]..."
        },
        description = {
            "",
            "Reads preferences, holds a share of the prompts out, trains, measures on what was held out, and saves a"
                    + " folder that merit and transformers read. Ctrl-C stops after the step, and saves; --resume goes on"
                    + " from there, or from the last checkpoint of a run that was killed.",
            ""
        },
        footer = {
            "",
            "Defaults are Merit's own; TRL's stand beside them where they differ. Names in snake_case are understood"
                    + " too.",
            "",
            "Examples",
            "  merit train --data hh.jsonl.gz --out runs/helpful",
            "  merit train --data a.jsonl --data b.parquet --eval-data c.jsonl --max-length 512 --out runs/mixed",
            "  merit train --data hh.jsonl.gz --model models/SmolLM2-135M --template plain --lora-r 16 --out runs/lora",
            "  merit train --data hh.jsonl.gz --method probe --out runs/first",
            "  merit train --data hh.jsonl.gz --out runs/helpful --learning-curve",
            "  merit train --data rankings.jsonl --loss plackett-luce --out runs/ranked",
            "  merit train --data helpful=a.jsonl --data harmless=b.jsonl --objectives all --out runs/both",
            "  merit train --resume runs/helpful",
            "  merit train --data hh.jsonl.gz --out runs/head --config recipes/distilbert-head.yaml --dry-run",
            "  merit train --config run.yaml --learning_rate 2e-5 --out runs/slower"
        })
final class TrainVerb implements Callable<Integer> {
    private final Console console;
    private final TrainingFlags flags = new TrainingFlags();
    private @Nullable Resumption resumption;

    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            order = 1,
            description = "Preferences: .jsonl, .json, .csv, .parquet, also .gz, or -; may be given several times. As"
                    + " NAME=FILE its judgements are of the objective NAME.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--eval-data",
            paramLabel = "FILE",
            order = 2,
            description = "Measure on these and train on all of --data. As NAME=FILE it is also measured by itself:"
                    + " eval_NAME_loss, eval_NAME_accuracy, by which --metric-for-best-model may choose.")
    List<String> evalData = new ArrayList<>();

    @Option(
            names = "--eval-share",
            paramLabel = "SHARE",
            order = 3,
            description = "Share of the prompts that is held out (${DEFAULT-VALUE}); 0 for none.")
    double evalShare = 0.2;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            order = 3,
            description =
                    "Of the split alone, so that runs of several --seed are measured on the same pairs (the seed).")
    @Nullable
    Long splitSeed;

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
            paramLabel = "RUN",
            order = 5,
            description = "Folder of the run.")
    Path out = Path.of("");

    @Option(
            names = {"--resume", "--resume-from-checkpoint"},
            paramLabel = "RUN",
            order = 6,
            description =
                    "Go on with a run that was stopped or killed, as it began: from its newest whole checkpoint, to"
                            + " the very weights of a run that was not. How long it trains, how often it evaluates, logs and"
                            + " saves, patience, token budgets, threads and what is reported where may be named anew; what"
                            + " is learnt, and from what, may not.")
    @Nullable
    Path resume;

    @Option(
            names = {"--overwrite", "--overwrite-output-dir"},
            order = 7,
            description = "Replace the run that is in the folder.")
    boolean overwrite;

    @Mixin
    TrainExtras extras = new TrainExtras();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    TrainVerb(Console console) {
        this.console = console;
    }

    @Spec
    void addFlags(CommandSpec verb) {
        spec = verb;
        flags.addTo(verb);
    }

    @Override
    public Integer call() throws IOException {
        if (resume == null) {
            requireGiven("--data", data.isEmpty());
            requireGiven("--out", out.toString().isEmpty());
            ProbeFlags.check(flags.config(), flags);
            engine.apply(console);
            train(flags.config());
            return 0;
        }
        Resumption asked = Resumption.of(resume, console);
        asked.settle(engine);
        TrainVerb began = asked.began();
        if (!out.toString().isEmpty() && !out.toAbsolutePath().equals(resume.toAbsolutePath())) {
            throw new UsageException("--out: found " + out + ", need none beside --resume, which goes on in " + resume);
        }
        TrainingConfig config = asked.config(spec.commandLine().getParseResult(), flags);
        began.extras = extras.over(began.extras);
        began.resumption = asked;
        asked.notes().forEach(note -> console.say("Changed", note));
        if (asked.isOver(config)) {
            throw new IllegalArgumentException(resume + " has come to its end: nothing is left to do. Give it more with"
                    + " --num-train-epochs or --max-steps, or begin a new run from it: merit train --model " + resume);
        }
        began.train(config);
        return 0;
    }

    private static void requireGiven(String option, boolean missing) {
        if (missing) {
            throw new UsageException("missing option: " + option + ".");
        }
    }

    private void train(TrainingConfig asked) throws IOException {
        TrainingConfig config = asked.with("precision", PrecisionOption.here(asked.precision(), console));
        String remedy = ", or say --overwrite to replace the run in it, or --resume to go on with it";
        RunTarget.check(out, overwrite || resumption != null, remedy);
        TrainingRun run = new TrainingRun(console, request(config));
        TrainingResultText.print(console, out, run.run(), extras.json);
    }

    /** Reads the data, and says all that there is to do. */
    TrainingRun.Request request(TrainingConfig asked) throws IOException {
        TrainingConfig config = asked;
        Path place = Path.of(ModelPlace.of(model, console));
        if (RewardModelFolder.isSaved(place)) {
            config = FormerRun.settings(place, config, flags);
        }
        long seed = splitSeed == null ? config.seed() : splitSeed;
        DataReading files = new DataReading(data, evalData, evalShare, seed, config, reading.toReadOptions());
        Path cache = TokenCache.folder(extras, files, config);
        DataSides sides = cache == null ? DataSides.read(files) : StoredSides.read(files, cache, console);
        config = withObjectives(config, sides);
        LossType loss = config.loss().loss();
        sides = loss.learnsTies() ? sides.withTies(loss) : sides;
        checkLearningCurve(sides, place);
        sides.warnings().forEach(console::say);
        Provenance provenance = sides.provenance(RepeatedCommand.of(this, config));
        if (resumption != null) {
            resumption.requireSameFiles(provenance);
        }
        return new TrainingRun.Request(
                config,
                model,
                out,
                sides.line(),
                sides.train(),
                sides.held(),
                sides.report(),
                provenance,
                extras.learningCurve,
                resumption != null,
                extras.dryRun,
                extras.autoBatch,
                extras.dashboard,
                extras.sinks());
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
        return config.of(sides.train().all());
    }

    private void checkLearningCurve(DataSides sides, Path place) {
        if (extras.learningCurve && !Floor.hasPairs(sides.held().all())) {
            throw new UsageException(
                    "--learning-curve: found no held-out pairs, need some to measure on; give --eval-share"
                            + " or --eval-data.");
        }
        if (extras.learningCurve && RewardModelFolder.isSaved(place)) {
            throw new UsageException("--learning-curve: " + model
                    + " has learnt from labels already, need a model that has not; start from its base.");
        }
    }
}
