package merit.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.preference.PreferenceData;
import merit.preference.PreferencePair;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.tensor.Engine;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import picocli.CommandLine.Option;

/** What every comparison needs to know. */
final class CommonOptions {
    static final String BUNDLED_MODEL = "all-MiniLM-L6-v2";

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Preference pairs.")
    String data = "";

    @Option(names = "--model", defaultValue = BUNDLED_MODEL, description = "Backbone: ${DEFAULT-VALUE}, or a folder.")
    String model = BUNDLED_MODEL;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Threads, of the peers too (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "A training option by its name in a run file, e.g. --set num_train_epochs=3. Repeatable.")
    Map<String, String> changes = new LinkedHashMap<>();

    /** Merit's defaults with the changes. */
    TrainingConfig config() {
        return TrainingOptions.with(TrainingConfig.DEFAULT, changes);
    }

    PreferenceData read() {
        return PreferenceFiles.read(data, ReadOptions.DEFAULT);
    }

    List<PreferencePair> pairs() {
        return read().pairs();
    }

    /** Starts the engine with the threads asked for, and says what it is. */
    String engine() {
        Engine.threads(threads);
        return Engine.describe() + " · " + Runtime.getRuntime().availableProcessors() + " processors · "
                + Machine.processor();
    }
}
