package merit.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every verb. */
final class StandardOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 90,
            description = "Print this text.")
    boolean help;

    @Option(
            names = {"-q", "--quiet"},
            order = 91,
            description = "Print results and failures alone.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            order = 92,
            description = "Print the trace of a failure.")
    boolean verbose;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = 93,
            description =
                    "Take options from a YAML or JSON file, under their names in snake_case; the command line goes before it.")
    @Nullable
    Path config;
}
