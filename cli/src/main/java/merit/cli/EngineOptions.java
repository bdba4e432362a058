package merit.cli;

import merit.tensor.Devices;
import merit.tensor.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every verb that computes: how the engine does, and those of every verb. */
final class EngineOptions {
    @Mixin
    StandardOptions standard = new StandardOptions();

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 80,
            description = "Threads to compute with (all processors).")
    @Nullable
    Integer threads;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            order = 80,
            description =
                    "Where models compute: cpu, cuda:0 (a GPU by its number), or auto (default): the first GPU where"
                            + " the engine is built for CUDA and has one, else the CPU.")
    @Nullable
    String device;

    /**
     * Settles threads and device before models are opened; what the engine has to say goes to the console.
     *
     * @throws IllegalArgumentException for a device that is not there
     */
    void apply(Console console) {
        Engine.notices(console::say);
        if (threads != null) {
            Engine.threads(threads);
        }
        Devices.choose(device == null ? Devices.AUTO : device);
        if (Devices.AUTO.equalsIgnoreCase(device)) {
            console.say("Device", "auto is " + Devices.current() + " here: " + reason());
        }
    }

    private static String reason() {
        int gpus = Devices.gpus();
        return gpus == 0 ? Devices.whyNoGpu() : "the first of " + Numbers.count(gpus, "GPU");
    }
}
