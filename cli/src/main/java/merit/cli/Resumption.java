package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import merit.preference.format.LabelledFile;
import merit.tensor.Processor;
import merit.training.Provenance;
import merit.training.ReproduceScript;
import merit.training.RunStart;
import merit.training.TrainingConfig;
import merit.training.TrainingMethod;
import merit.training.TrainingOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A run to go on with, and what the command line names now beside what the run began with. Settings that decide nothing of what was
 * done already may change, and what is named now wins; any other must be as it was.
 */
final class Resumption {
    /** Settings that may change: how long, and what is seen and kept of it. */
    private static final Set<String> FREE = Set.of(
            "num_train_epochs",
            "max_steps",
            "eval_strategy",
            "eval_steps",
            "eval_on_start",
            "logging_steps",
            "save_strategy",
            "save_steps",
            "save_total_limit",
            "early_stopping_patience");

    /** Settings that may change, after which the weights are as good as they would have been, but not the same bits. */
    private static final Set<String> ROUNDING = Set.of("micro_batch_tokens", "forward_tokens");

    /** Options that are about this command and not about the run. */
    private static final Set<String> OF_THE_COMMAND = Set.of(
            "--resume",
            "--config",
            "--out",
            "--overwrite",
            "--json",
            "--threads",
            "--device",
            "--quiet",
            "--verbose",
            "--learning-curve",
            "--report-to",
            "--dashboard",
            "--token-cache",
            "--preset",
            "--bf16", // which are the setting precision under other names
            "--fp16");

    private final Path run;
    private final RunStart start;
    private final TrainVerb began;
    private final Console console;
    private final List<String> notes = new ArrayList<>();

    private Resumption(Path run, RunStart start, TrainVerb began, Console console) {
        this.run = run;
        this.start = start;
        this.began = began;
        this.console = console;
    }

    /**
     * Reads how the run began.
     *
     * @throws IllegalArgumentException where none began in the folder, or not by this command
     */
    static Resumption of(Path run, Console console) throws IOException {
        RunStart start = RunStart.read(run);
        if (start.command().isEmpty() || !start.command().get(0).equals("train")) {
            throw new IllegalArgumentException(
                    run + ": found a run that was not begun by \"merit train\", need one that"
                            + " was; go on with it where it was begun, or from its model: merit train --model " + run);
        }
        TrainVerb began = new TrainVerb(console);
        new CommandLine(began).parseArgs(start.command().stream().skip(1).toArray(String[]::new));
        Resumption asked = new Resumption(run, start, began, console);
        if (start.config().probe().method() == TrainingMethod.PROBE) {
            throw new IllegalArgumentException(
                    run + ": found the run of a probe, which takes no steps to go on from; fit"
                            + " it again, what the backbone gave of each row is kept: " + asked.again());
        }
        return asked;
    }

    /** The command that does all of it anew, its files named from here. */
    private String again() {
        List<String> words = new ArrayList<>(List.of("merit"));
        words.addAll(RepeatedCommand.of(began(), start.config()));
        words.addAll(List.of("--out", run.toString(), "--overwrite"));
        return ReproduceScript.line(words);
    }

    /** The verb as the run began with it, its files named from here. */
    TrainVerb began() {
        began.data = began.data.stream().map(this::fromHere).toList();
        began.evalData = began.evalData.stream().map(this::fromHere).toList();
        began.model = fromHere(began.model);
        began.extras.tokenCache = fromHere(began.extras.tokenCache);
        began.out = run;
        return began;
    }

    /** What is another now than when the run began, and which wins; for people. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * The settings to go on with.
     *
     * @param now the command line, parsed
     * @param flags the settings that it names
     * @throws UsageException where it names something else that the run cannot change
     */
    TrainingConfig config(ParseResult now, TrainingFlags flags) {
        TrainingConfig config = start.config();
        List<String> refused = new ArrayList<>(otherOptions(now));
        Map<String, Object> changed = new LinkedHashMap<>();
        Map<String, Object> then = TrainingOptions.of(config);
        Map<String, Object> wanted = TrainingOptions.of(flags.over(config).on(Processor.here()));
        then.forEach((name, value) -> {
            Object other = wanted.get(name);
            if (!value.equals(other)) {
                String found = "--" + name.replace('_', '-') + ": found " + other + ", the run has " + value;
                if (FREE.contains(name) || ROUNDING.contains(name)) {
                    changed.put(name, other);
                    notes.add(name + " was " + value + ", is " + other + " from here on"
                            + (ROUNDING.contains(name) ? ": the weights will differ in their last digits" : ""));
                } else {
                    refused.add(found);
                }
            }
        });
        if (!refused.isEmpty()) {
            throw new UsageException("--resume " + run + " goes on with the run as it began: "
                    + String.join("; ", refused) + ". Leave that out, or begin a new run from what this one has learnt:"
                    + " merit train --model " + run + " --out " + run + "-2 ...");
        }
        return TrainingOptions.with(config, changed);
    }

    /** What is named now beside the settings, and is not what the run began with. */
    private List<String> otherOptions(ParseResult now) {
        List<String> other = new ArrayList<>();
        Set<String> settings = TrainingOptions.names();
        for (OptionSpec option : now.matchedOptions()) {
            String name = option.names()[0];
            OptionSpec then = began.spec.findOption(name);
            boolean elsewhere = Arrays.stream(option.names())
                    .anyMatch(each -> OF_THE_COMMAND.contains(each)
                            || settings.contains(each.substring(2).replace('-', '_')));
            if (!elsewhere && then != null) {
                Object found = option.getValue();
                Object had = then.getValue();
                if (!Objects.equals(found, had)) {
                    other.add(name + ": found " + found + ", the run has " + had);
                }
            }
        }
        return other;
    }

    /** Settles the engine: threads as they were, where another number is named that, which is said to be another. */
    void settle(EngineOptions engine) {
        if (engine.threads == null) {
            engine.threads = start.threads();
        } else if (engine.threads != start.threads()) {
            notes.add("threads were " + start.threads() + ", are " + engine.threads
                    + " from here on: the weights will differ in their last digits");
        }
        engine.apply(console);
    }

    /** @throws IllegalArgumentException where a file is not what it was */
    void requireSameFiles(Provenance now) {
        now.dataFiles().forEach((file, sum) -> {
            if (!start.dataFiles().containsValue(sum)) {
                throw new IllegalArgumentException(file + ": not the file that " + run + " began with: found SHA-256 "
                        + sum
                        + ", need " + String.join(" or ", start.dataFiles().values())
                        + "; put that back, or begin a new run from what this one has learnt with --model " + run);
            }
        });
    }

    /** Whether all was done already. */
    boolean isOver(TrainingConfig config) {
        boolean measured = Files.exists(run.resolve("report.html")) || began.evalShare == 0;
        return start.finished()
                && measured
                && config.schedule().equals(start.config().schedule());
    }

    /** A file by its name alone, or as {@code NAME=FILE}. */
    private String fromHere(String named) {
        String name = LabelledFile.of(named).path();
        Path there = Path.of(start.folder()).resolve(name);
        String found = !Files.exists(Path.of(name)) && Files.exists(there) ? there.toString() : name;
        return named.substring(0, named.length() - name.length()) + found;
    }
}
