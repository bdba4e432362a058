package merit.benchmark;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times single parts with JMH: the classes of {@code merit.benchmark.jmh}. */
@Command(
        name = "jmh",
        description = "Times single parts by themselves: packing, collating, tokenising, safetensors, losses.",
        mixinStandardHelpOptions = true)
final class JmhCases implements Callable<Integer> {
    private static final String ALL = "merit\\.benchmark\\.jmh\\..*";

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Of a case's name, such as Packing or Losses.costAndGradient (all).")
    String pattern = "";

    @Option(names = "--forks", defaultValue = "1", description = "Processes a case (default ${DEFAULT-VALUE}).")
    int forks;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            description = "Measurements a process, after as many that do not count (default ${DEFAULT-VALUE}).")
    int iterations;

    @Option(names = "--seconds", defaultValue = "1", description = "Of each (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--out", paramLabel = "FILE", description = "Write all that was measured as JMH's JSON.")
    @Nullable
    Path out;

    @Override
    public Integer call() {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(ALL + pattern)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(seconds))
                .shouldFailOnError(true);
        if (out != null) {
            options.resultFormat(ResultFormatType.JSON).result(out.toString());
        }
        try {
            new Runner(options.build()).run();
            return 0;
        } catch (NoBenchmarksException e) {
            throw new IllegalArgumentException("found no case \"" + pattern + "\", need a part of a name such as"
                    + " Packing, Collating, Tokenizing, SafetensorsFiles or Losses; give none for all");
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }
}
