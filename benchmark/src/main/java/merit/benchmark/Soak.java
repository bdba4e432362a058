package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code merit serve} under a mixed load for long: does its memory, or do its threads or file handles, grow, and is every request
 * answered? Its heap is of one size from the start on, so that what grows is native. Exits with 1 where something grows or is lost.
 */
@Command(
        name = "soak",
        description = {
            "Every route, short and long texts, few and many answers, clients that leave; watched from outside.",
            "  benchmark/run soak RUN --data PAIRS --minutes 30"
        },
        mixinStandardHelpOptions = true)
final class Soak implements Callable<Integer> {
    private static final double TOO_SHORT_MINUTES = 10;
    private static final List<String> ONE_HEAP = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

    @Parameters(paramLabel = "RUN", description = "A saved run of one output.")
    Path run = Path.of("");

    @Mixin
    SendingOptions sent = new SendingOptions(16);

    @Option(names = "--minutes", defaultValue = "30", description = "How long (default ${DEFAULT-VALUE}).")
    double minutes;

    @Option(names = "--every", defaultValue = "5", description = "Seconds between looks (default ${DEFAULT-VALUE}).")
    int every;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Asked> asked = sent.rows.asked();
        SoakClient.Tally tally = new SoakClient.Tally();
        ProcessTrend trend = new ProcessTrend(Math.max(1, 60 / every));
        try (ServerProcess server = ServerProcess.start(ServerProcess.meritRecipe(ONE_HEAP, run, List.of()))) {
            server.awaitReady();
            List<Thread> threads = start(server, asked, tally);
            long looks = Math.max(1, Math.round(60 * minutes / every));
            for (long look = 1; look <= looks; look++) {
                Thread.sleep(Duration.ofSeconds(every).toMillis());
                ProcessFigures figures = server.figures();
                trend.add(figures);
                if (look % Math.max(1, looks / 20) == 0) {
                    say(look, figures, tally);
                }
            }
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return verdict(trend, tally);
    }

    private List<Thread> start(ServerProcess server, List<Asked> asked, SoakClient.Tally tally) {
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < sent.clients; k++) {
            Thread thread = new Thread(new SoakClient(server, asked, tally, sent.seed + k));
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void say(long look, ProcessFigures figures, SoakClient.Tally tally) {
        System.out.printf(
                Locale.ROOT,
                "  %5.1f min · %,.0f MB · %d threads · %d handles · %s%n",
                look * every / 60.0,
                figures.resident() / 1e6,
                figures.threads(),
                figures.handles(),
                tally);
    }

    private int verdict(ProcessTrend trend, SoakClient.Tally tally) {
        boolean lost = tally.lost().sum() > 0 || tally.answered().sum() == 0;
        boolean tells = minutes >= TOO_SHORT_MINUTES;
        System.out.print(trend.report());
        System.out.println(tally);
        System.out.println(
                lost || (tells && !trend.isFlat())
                        ? "FAIL"
                        : tells ? "ok" : "ok, and too short to say whether it grows");
        return lost || (tells && !trend.isFlat()) ? 1 : 0;
    }
}
