package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import merit.hub.Hub;
import merit.hub.HubName;
import merit.hub.HubSettings;

/**
 * Where a model is: a bundled one's name or a folder as it is said, or a hub's {@code org/name}, which is downloaded into the shared
 * cache where it is not there yet.
 */
final class ModelPlace {
    private ModelPlace() {}

    /** The folder of a run or a model. */
    static Path of(Path said, Console console) throws IOException {
        return Path.of(of(said.toString(), console));
    }

    /** The same without a download: what is not in the cache is left as it is said. */
    static Path known(Path said) throws IOException {
        Optional<HubName> name = named(said.toString());
        return name.isEmpty()
                ? said
                : Hub.known(HubSettings.of(System.getenv()), name.get()).orElse(said);
    }

    /** A bundled model's name, or a folder; what is neither is left for its reader to refuse. */
    static String of(String said, Console console) throws IOException {
        Optional<HubName> name = named(said);
        if (name.isEmpty()) {
            return said;
        }
        HubSettings settings = HubSettings.of(System.getenv());
        try (Downloads downloads = new Downloads(console)) {
            return new Hub(settings, downloads::on).folder(name.get()).toString();
        }
    }

    private static Optional<HubName> named(String said) {
        return HubName.of(said).filter(name -> !Files.exists(Path.of(said)) && !Files.isDirectory(firstPart(said)));
    }

    /** {@code runs/x} is no model of an organisation called runs where there is a folder runs. */
    private static Path firstPart(String said) {
        return Path.of(said.substring(0, said.indexOf('/')));
    }

    /** One bar a file. */
    private static final class Downloads implements AutoCloseable {
        private static final long MEGABYTE = 1_000_000;

        private final Console console;
        private String file = "";
        private ProgressBar bar;

        Downloads(Console console) {
            this.console = console;
            this.bar = new ProgressBar(console, "Download", 0);
        }

        void on(String now, long done, long total) {
            if (total < MEGABYTE) {
                return;
            }
            if (!now.equals(file)) {
                if (!file.isEmpty()) {
                    bar.close();
                }
                file = now;
                bar = new ProgressBar(console, now, Math.max(1, total / MEGABYTE)).unit("MB");
            }
            bar.to(done / MEGABYTE);
        }

        @Override
        public void close() {
            if (!file.isEmpty()) {
                bar.close();
            }
        }
    }
}
