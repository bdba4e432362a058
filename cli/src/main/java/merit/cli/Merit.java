package merit.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import merit.tensor.Engine;
import merit.training.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command {@code merit}. Exit code 0; 1 where a verb failed on its input; 2 where the command line could not be understood;
 * 130 where Ctrl-C ended it.
 */
@Command(
        name = "merit",
        header = "Merit trains, evaluates, serves and uses reward models.",
        description = {
            "",
            "A reward model reads a prompt and a response and returns one number, higher where people would prefer the "
                    + "response.",
            ""
        },
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Start with",
            "  merit demo                                     everything once, on data made for it",
            "  merit inspect pairs.jsonl                      what a file holds, before an hour goes into it",
            "  merit train --data pairs.jsonl --out runs/one  a reward model",
            "  merit serve runs/one                           the model over HTTP",
            "",
            "Every verb explains itself: merit train --help"
        })
public final class Merit implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this text.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "Print the version, the engine, its BLAS and the CPU features in use.")
    boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Console console;

    private Merit(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        Console console = Console.ofProcess();
        System.setOut(console.out());
        System.exit(run(console, args));
    }

    /** Runs one command line to its exit code. */
    static int run(Console console, String... args) {
        int code = Failures.FAILED;
        Failures failures = new Failures(console);
        try {
            code = failures.unlessUnwritten(execute(console, failures, args));
            return code;
        } finally {
            console.end(code);
        }
    }

    private static int execute(Console console, Failures failures, String... args) {
        CommandLine root = new CommandLine(new Merit(console));
        addVerbs(root, console, args);
        root.setOverwrittenOptionsAllowed(true);
        root.setUsageHelpAutoWidth(false).setUsageHelpWidth(Math.min(110, console.columns()));
        root.getSubcommands()
                .values()
                .forEach(verb ->
                        verb.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        try {
            Arguments arguments = Arguments.resolve(root, args);
            try {
                return execute(console, root.parseArgs(arguments.words()));
            } catch (ParameterException e) {
                return failures.misused(e, arguments);
            }
        } catch (Exception | Error e) {
            return failures.failed(e);
        }
    }

    /** The verb that the first word names, which alone is ready sooner; all of them where it names none. */
    private static void addVerbs(CommandLine root, Console console, String... args) {
        Map<String, Supplier<Object>> verbs = verbs(console);
        Supplier<Object> named = args.length == 0 ? null : verbs.get(args[0]);
        (named == null ? verbs.values() : List.of(named)).forEach(verb -> root.addSubcommand(verb.get()));
    }

    private static Map<String, Supplier<Object>> verbs(Console console) {
        Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
        verbs.put("generate", () -> new GenerateVerb(console));
        verbs.put("inspect", () -> new InspectVerb(console));
        verbs.put("split", () -> new SplitVerb(console));
        verbs.put("train", () -> new TrainVerb(console));
        verbs.put("sweep", () -> new SweepVerb(console));
        verbs.put("evaluate", () -> new EvaluateVerb(console));
        verbs.put("score", () -> new ScoreVerb(console));
        verbs.put("rank", () -> new RankVerb(console));
        verbs.put("compare", () -> new CompareVerb(console));
        verbs.put("merge", () -> new MergeVerb(console));
        verbs.put("models", () -> new ModelsVerb(console));
        verbs.put("serve", () -> new ServeVerb(console));
        verbs.put("benchmark", () -> new BenchmarkVerb(console));
        verbs.put("guard", () -> new GuardVerb(console));
        verbs.put("report", () -> new ReportVerb(console));
        verbs.put("demo", () -> new DemoVerb(console));
        return verbs;
    }

    private static int execute(Console console, ParseResult parsed) throws Exception {
        ParseResult verb = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        CommandLine command = verb.commandSpec().commandLine();
        if (command.isUsageHelpRequested()) {
            console.out().print(command.getUsageMessage());
            return 0;
        }
        if (verb.matchedOptionValue("--verbose", false)) {
            console.level(Console.Level.VERBOSE);
        } else if (verb.matchedOptionValue("--quiet", false)) {
            console.level(Console.Level.QUIET);
        }
        try {
            return ((Callable<?>) command.getCommand()).call() instanceof Integer code ? code : 0;
        } catch (UsageException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    @Override
    public Integer call() throws IOException {
        if (!version) {
            throw new ParameterException(spec.commandLine(), "no verb given.");
        }
        console.result("merit " + Version.MERIT);
        console.result(Engine.describe());
        console.result("Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch"));
        return 0;
    }
}
