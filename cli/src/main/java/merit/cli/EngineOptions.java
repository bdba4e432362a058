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

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            order = 81,
            description = "fp32, the one precision there is so far.")
    String precision = "fp32";

    /** Settles threads and precision before the engine starts; what it has to say goes to the console. */
    void apply(Console console) {
        if (!precision.equals("fp32")) {
            String advice = precision.matches("fp16|bf16")
                    ? ", which is what this engine computes in; a preset's batch and length hold with --precision fp32"
                            + " too"
                    : "";
            throw new IllegalArgumentException("precision: found " + precision + ", need fp32" + advice);
        }
        Engine.notices(console::say);
        if (threads != null) {
            Engine.threads(threads);
        }
    }
}
