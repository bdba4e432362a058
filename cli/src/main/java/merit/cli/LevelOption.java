package merit.cli;

import merit.evaluation.metric.ClusteredBootstrap;
import picocli.CommandLine.Option;

/** How sure intervals are to be. */
final class LevelOption {
    @Option(
            names = "--level",
            paramLabel = "SHARE",
            order = 70,
            description = "How often intervals hold the truth: 0.95, 0.99, ... (${DEFAULT-VALUE}).")
    double level = ClusteredBootstrap.STANDARD.level();

    ClusteredBootstrap toBootstrap() {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "--level: found " + level + ", need a share between 0 and 1, such as 0.95");
        }
        return ClusteredBootstrap.STANDARD.withLevel(level);
    }
}
