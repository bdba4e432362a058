package merit.cli;

import merit.tensor.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the engine computes. */
final class EngineOptions {
    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads to compute with (all processors).")
    @Nullable
    Integer threads;

    /** Settles threads before the engine starts; what it has to say goes to the console. */
    void apply(Console console) {
        Engine.notices(console::say);
        if (threads != null) {
            Engine.threads(threads);
        }
    }
}
