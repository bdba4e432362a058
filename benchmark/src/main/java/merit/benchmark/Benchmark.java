package merit.benchmark;

import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The door of the comparisons: {@code benchmark/run VERB}. */
@Command(
        name = "benchmark/run",
        description =
                "Measures Merit beside its peers, beside simple baselines, and against the limits of the machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SpeedComparison.class,
            FoldComparison.class,
            EnsembleComparison.class,
            ObjectiveComparison.class,
            CompanyCheck.class,
            EvaluationSpeed.class,
            MemoryCheck.class,
            LoadTest.class,
            ParityCheck.class,
            ServingComparison.class,
            Soak.class,
            StartTime.class,
            LoadingCost.class,
            DataScale.class,
            JmhCases.class,
            TokenDump.class
        })
final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmark())
                .setExecutionExceptionHandler(failures())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    private static IExecutionExceptionHandler failures() {
        return (failure, command, parsed) -> {
            boolean forPeople = failure instanceof IllegalArgumentException || failure instanceof UncheckedIOException;
            if (!forPeople) {
                failure.printStackTrace(command.getErr());
            }
            command.getErr().println(forPeople ? failure.getMessage() : "this is a fault of the benchmark: " + failure);
            return 1;
        };
    }
}
