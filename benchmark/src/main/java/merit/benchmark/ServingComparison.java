package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code merit serve} beside a FastAPI server and Infinity, all on one folder: the same rows in turn, each alone while the others are
 * stopped, no row twice; and Merit under ten times what it can answer.
 */
@Command(
        name = "serving",
        description = {
            "Requests a second and latencies of merit serve, of a FastAPI server with one forward pass a request and of"
                    + " Infinity, on long and short rows and many answers, beside the engine without a server; then"
                    + " Merit under ten times its load. About 15 minutes; --seconds 2 --rounds 1 to try it.",
            "Train RUN with --pooling first: transformers has no mean, and a folder that has one holds a layer more for it.",
            "  benchmark/peers/setup.sh --serving",
            "  benchmark/run serving RUN --data PAIRS --also bf16='--precision bf16'"
        },
        mixinStandardHelpOptions = true)
final class ServingComparison implements Callable<Integer> {
    private static final String BARE = "engine alone";
    private static final int COMPARED = 8;
    private static final int WARM_UP_SECONDS = 6;
    private static final int BARE_SECONDS = 5;

    @Parameters(paramLabel = "RUN", description = "A saved run that transformers reads.")
    Path run = Path.of("");

    @Mixin
    SentRows rows = new SentRows();

    @Mixin
    ServingPeers peers = new ServingPeers();

    @Option(
            names = "--also",
            paramLabel = "NAME=OPTIONS",
            description = "Another merit serve with these options. Repeatable.")
    Map<String, String> also = new LinkedHashMap<>();

    @Option(names = "--threads", defaultValue = "2", description = "Threads of each (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(names = "--seconds", defaultValue = "8", description = "For each measurement (default ${DEFAULT-VALUE}).")
    double seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "In turn (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--overload",
            defaultValue = "60",
            description = "Seconds of ten times Merit's rate (default ${DEFAULT-VALUE}; 0: none).")
    int overload;

    /** The others refuse nobody, however many wait; clients that are refused would ask again at once, on the same cores. */
    private static final String PATIENT = "--max-queue-seconds=600";

    private final Map<List<Integer>, LoadTexts> texts = new LinkedHashMap<>();
    private List<PreferencePair> pairs = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Engine.threads(threads);
        System.out.println(Engine.describe() + " · " + Machine.processor());
        pairs = rows.pairs();
        List<ServingPeer> servers = new ArrayList<>();
        try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
            servers.add(merit("Merit", List.of(PATIENT)));
            for (Map.Entry<String, String> other : also.entrySet()) {
                servers.add(merit(other.getKey(), List.of((PATIENT + " " + other.getValue()).split(" "))));
            }
            servers.addAll(peers.start(run, threads));
            servers.forEach(server -> server.process().pause());
            prepare(servers);
            ServingTable table = new ServingTable();
            for (int round = 1; round <= rounds; round++) {
                measure(servers, scorer, table, round);
            }
            System.out.print(table.text(BARE));
            if (overload > 0) {
                servers.get(0).close();
                servers.set(0, merit("Merit with its own limits", List.of()));
                new Overload(servers.get(0), texts(LoadScenario.STANDARD.get(0))).run(overload);
            }
        } finally {
            servers.forEach(ServingPeer::close);
        }
        return 0;
    }

    private ServingPeer merit(String name, List<String> options) throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add("--threads=" + threads);
        ServerProcess process = ServerProcess.merit(run, all.toArray(String[]::new));
        System.out.println("  " + name + " ready");
        return new ServingPeer(name, process, LoadShape.MERIT, LoadShape.RERANK, "");
    }

    /** The same model everywhere, and everything loaded that the first requests load. */
    private void prepare(List<ServingPeer> servers) throws IOException, InterruptedException {
        LoadScenario few = LoadScenario.STANDARD.get(3);
        List<Double> first = servers.get(0).scores(new LoadTexts(pairs, few.words(), 1), COMPARED);
        for (ServingPeer server : servers) {
            List<Double> scores = server.scores(new LoadTexts(pairs, few.words(), 1), COMPARED);
            double worst = 0;
            for (int i = 0; i < COMPARED; i++) {
                worst = Math.max(worst, Math.abs(scores.get(i) - first.get(i)));
            }
            server.measure(new LoadScenario("", few.words(), 1, 8), texts(few), WARM_UP_SECONDS);
            System.out.printf(
                    Locale.ROOT, "  %s is warm, its scores at most %.1e from Merit's%n", server.name(), worst);
        }
    }

    private void measure(List<ServingPeer> servers, RewardModelScorer scorer, ServingTable table, int round)
            throws InterruptedException {
        double perRow = 0;
        for (LoadScenario scenario : LoadScenario.STANDARD) {
            Machine.Ticks start = Machine.ticks();
            StringBuilder line = new StringBuilder("  round " + round + " · " + scenario.label());
            for (ServingPeer server : servers) {
                if (server.takes(scenario)) {
                    LoadFigures figures = server.measure(scenario, texts(scenario), seconds);
                    table.add(scenario, server.name(), ServingTable.Measured.of(figures));
                    line.append(String.format(Locale.ROOT, " · %s %.1f", server.name(), figures.rate()));
                    line.append(figures.failures() == 0 ? "" : " (" + figures.failures() + " failed)");
                }
            }
            if (scenario.clients() <= 2) {
                perRow = EngineRate.of(scorer, texts(scenario), Math.min(seconds, BARE_SECONDS));
            }
            table.add(scenario, BARE, new ServingTable.Measured(perRow / scenario.candidates(), 0, 0));
            System.out.println(line.append(String.format(Locale.ROOT, " · engine %.1f", perRow / scenario.candidates()))
                    + Machine.ticks().stolenSince(start));
        }
    }

    /** One sequence for all servers and rounds, so that no request comes twice. */
    private LoadTexts texts(LoadScenario scenario) {
        return texts.computeIfAbsent(
                List.of(scenario.words(), scenario.candidates()),
                key -> new LoadTexts(pairs, scenario.words(), scenario.candidates()));
    }
}
