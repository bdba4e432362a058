package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How long {@code ./merit serve} takes from the start of its process until it answers that it is ready, which is when its golden scores
 * have been repeated, and what it holds then. A first start, which unpacks native libraries where that was not done before, and brings
 * files into the system's cache, is not counted.
 */
@Command(
        name = "start",
        description = {
            "Seconds from the start of ./merit serve until it is ready, and its memory at rest: medians.",
            "  benchmark/run start RUN... --times 5"
        },
        mixinStandardHelpOptions = true)
final class StartTime implements Callable<Integer> {
    private static final Duration REST = Duration.ofSeconds(2);

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Saved runs, each served alone.")
    List<Path> runs = List.of();

    @Option(names = "--times", defaultValue = "5", description = "Starts of each (default ${DEFAULT-VALUE}).")
    int times;

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.println(Engine.describe() + " · " + Machine.processor());
        for (Path run : runs) {
            start(run);
            Machine.Ticks start = Machine.ticks();
            List<Double> seconds = new ArrayList<>();
            List<Double> bytes = new ArrayList<>();
            for (int time = 0; time < times; time++) {
                Started started = start(run);
                seconds.add(started.seconds());
                bytes.add((double) started.atRest().resident());
            }
            System.out.println(line(run, new Series("", seconds), new Series("", bytes))
                    + Machine.ticks().stolenSince(start));
        }
        return 0;
    }

    private record Started(double seconds, ProcessFigures atRest) {}

    private static Started start(Path run) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(recipe(run))) {
            double seconds = server.awaitReady();
            Thread.sleep(REST.toMillis());
            return new Started(seconds, server.figures());
        }
    }

    /** By the launcher, as people start it. */
    private static ServerProcess.Recipe recipe(Path run) {
        int port = ServerProcess.freePort();
        String launcher = System.getProperty("merit.benchmark.launcher", "./merit");
        List<String> words = List.of(launcher, "serve", run.toString(), "--port", Integer.toString(port));
        return new ServerProcess.Recipe("merit serve", words, Map.of(), port, "/health/ready");
    }

    private static String line(Path run, Series seconds, Series bytes) {
        return String.format(
                Locale.ROOT,
                "%s: ready after %.2f s (%.2f to %.2f), %,.0f MB resident at rest (%,.0f to %,.0f)",
                run,
                seconds.median(),
                seconds.slowest(),
                seconds.fastest(),
                bytes.median() / 1e6,
                bytes.slowest() / 1e6,
                bytes.fastest() / 1e6);
    }
}
