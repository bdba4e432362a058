package merit.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.RowStream;
import merit.training.Features;
import merit.training.TrainingConfig;
import org.jspecify.annotations.Nullable;

/** Whether a training's data stay on disk, and in which folder: what {@code --token-cache} asks for. */
final class TokenCache {
    static final String AUTO = "auto";
    private static final String OFF = "off";
    private static final String OPTION = "--token-cache";

    /** Texts and tokens take about so much more in memory than in a file. */
    private static final int HEAP_A_BYTE = 8;
    /** What packed files have shrunk by, about. */
    private static final int PACKED = 4;

    private TokenCache() {}

    /**
     * The folder, or null where the data go into memory.
     *
     * @throws UsageException where a folder is given, and the run needs all texts in memory
     */
    static @Nullable Path folder(TrainExtras extras, DataReading asked, TrainingConfig config) {
        String wanted = extras.tokenCache;
        if (wanted.equals(OFF) || (wanted.equals(AUTO) && bytes(asked) * HEAP_A_BYTE < maxHeap())) {
            return null;
        }
        String obstacle = obstacle(extras, asked, config);
        if (obstacle != null && !wanted.equals(AUTO)) {
            throw new UsageException(OPTION + ": found " + obstacle + ", which needs all texts in memory; leave out "
                    + OPTION + ", or that.");
        }
        if (obstacle != null) {
            return null;
        }
        return wanted.equals(AUTO) ? Features.usualCache(System.getenv()).resolve("tokens") : Path.of(wanted);
    }

    private static @Nullable String obstacle(TrainExtras extras, DataReading asked, TrainingConfig config) {
        if (asked.all().size() != asked.paths().size()) {
            return "standard input";
        }
        if (extras.learningCurve) {
            return "--learning-curve";
        }
        if (!config.objectives().objectives().isEmpty()) {
            return "--objectives";
        }
        for (String file : asked.all()) {
            try (RowStream rows = PreferenceFiles.open(file, asked.options())) {
                rows.requireSets();
                if (rows.joinsRows()) {
                    return file + ", " + rows.format().title() + " of which several make one prompt with its answers";
                }
            }
        }
        return null;
    }

    private static long maxHeap() {
        return Runtime.getRuntime().maxMemory();
    }

    private static long bytes(DataReading asked) {
        List<String> packed = List.of(".gz", ".parquet");
        return asked.paths().stream()
                .distinct()
                .mapToLong(path -> new File(path).length()
                        * (packed.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith) ? PACKED : 1))
                .sum();
    }
}
