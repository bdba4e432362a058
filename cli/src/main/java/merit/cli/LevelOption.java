package merit.cli;

import merit.evaluation.metric.ClusteredBootstrap;
import picocli.CommandLine.Option;

/** How sure intervals are to be. */
final class LevelOption {
    @Option(
            names = "--level",
            paramLabel = "SHARE",
            converter = Share.class,
            order = 70,
            description = "How often intervals hold the truth: 0.95, 0.99, ... (${DEFAULT-VALUE}).")
    double level = ClusteredBootstrap.STANDARD.level();

    ClusteredBootstrap toBootstrap() {
        return ClusteredBootstrap.STANDARD.withLevel(level);
    }
}
