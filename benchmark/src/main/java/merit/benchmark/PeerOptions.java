package merit.benchmark;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the Python peers are. */
final class PeerOptions {
    @Option(
            names = "--peers",
            paramLabel = "FOLDER",
            description =
                    "The environment that benchmark/peers/setup.sh made (default: $MERIT_PEERS, else ~/.cache/merit/peers).")
    @Nullable
    Path environment;

    @Option(names = "--no-peers", description = "Measure Merit alone.")
    boolean without;

    /** The peers, or nothing where they are not wanted. */
    Optional<Peers> peers(int threads) {
        if (without) {
            return Optional.empty();
        }
        String scripts = System.getProperty("merit.benchmark.peers", "benchmark/peers");
        return Optional.of(new Peers(folder(), Path.of(scripts), threads));
    }

    private Path folder() {
        if (environment != null) {
            return environment;
        }
        String named = System.getenv("MERIT_PEERS");
        return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache", "merit", "peers");
    }
}
