package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The servers that Merit's is compared with, on the folder that it serves: where their Python is, and how they are started. */
final class ServingPeers {
    private static final String NAME = "reward";

    @Option(
            names = "--peers",
            paramLabel = "FOLDER",
            description = "The environment that benchmark/peers/setup.sh --serving made (default: $MERIT_SERVING_PEERS,"
                    + " else ~/.cache/merit/serving-peers).")
    @Nullable
    Path environment;

    @Option(names = "--no-peers", description = "Measure Merit alone.")
    boolean without;

    /** Started and ready; a FastAPI server with one forward pass a request, and Infinity. */
    List<ServingPeer> start(Path run, int threads) throws IOException {
        if (without) {
            return List.of();
        }
        Path programs = folder().resolve("bin");
        if (!Files.isExecutable(programs.resolve("infinity_emb"))) {
            throw new IllegalArgumentException(
                    "peers: found no " + programs.resolve("infinity_emb") + "; make it by benchmark/peers/setup.sh"
                            + " --serving " + folder() + ", or leave the peers out by --no-peers");
        }
        List<ServingPeer> peers = new ArrayList<>();
        try {
            peers.add(new ServingPeer(
                    "FastAPI", started(fastApi(programs, run, threads)), LoadShape.MERIT, LoadShape.MERIT, ""));
            peers.add(new ServingPeer(
                    "Infinity", started(infinity(programs, run, threads)), LoadShape.RERANK, LoadShape.RERANK, NAME));
        } catch (IOException | RuntimeException e) {
            peers.forEach(ServingPeer::close);
            throw e;
        }
        return List.copyOf(peers);
    }

    private static ServerProcess started(ServerProcess.Recipe recipe) throws IOException {
        ServerProcess server = ServerProcess.start(recipe);
        System.out.printf("  %s ready after %.1f s%n", recipe.name(), server.awaitReady());
        return server;
    }

    private static ServerProcess.Recipe fastApi(Path programs, Path run, int threads) {
        int port = ServerProcess.freePort();
        Path script = Path.of(System.getProperty("merit.benchmark.peers", "benchmark/peers"), "fastapi_server.py");
        List<String> words = List.of(
                programs.resolve("python").toString(),
                script.toString(),
                run.toString(),
                "--port",
                Integer.toString(port),
                "--threads",
                Integer.toString(threads));
        return new ServerProcess.Recipe("FastAPI", words, environment(threads), port, "/health");
    }

    private static ServerProcess.Recipe infinity(Path programs, Path run, int threads) {
        int port = ServerProcess.freePort();
        List<String> words =
                new ArrayList<>(List.of(programs.resolve("infinity_emb").toString(), "v2"));
        words.addAll(List.of("--model-id", run.toString(), "--served-model-name", NAME));
        words.addAll(List.of("--device", "cpu", "--engine", "torch", "--no-bettertransformer", "--no-model-warmup"));
        words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
        return new ServerProcess.Recipe("Infinity", words, environment(threads), port, "/health");
    }

    private static Map<String, String> environment(int threads) {
        return Map.of("OMP_NUM_THREADS", Integer.toString(threads), "HF_HUB_OFFLINE", "1", "DO_NOT_TRACK", "1");
    }

    private Path folder() {
        if (environment != null) {
            return environment;
        }
        String named = System.getenv("MERIT_SERVING_PEERS");
        return named != null
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".cache", "merit", "serving-peers");
    }
}
