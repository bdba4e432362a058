package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder of a run to come, looked at before any time goes into it. */
final class RunTarget {
    private RunTarget() {}

    /**
     * Makes the folder where it is missing and tries to write into it.
     *
     * @param overwrite whether it may hold something
     * @param remedy what else the user may do, after "choose another --out"
     * @throws IllegalArgumentException where it holds something already and that may not be replaced
     * @throws IOException where nothing can be written
     */
    static void prepare(Path out, boolean overwrite, String remedy) throws IOException {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IllegalArgumentException(out + " is a file: --out needs a folder; choose another name.");
        }
        if (Files.isDirectory(out) && !overwrite) {
            try (Stream<Path> entries = Files.list(out)) {
                if (entries.findAny().isPresent()) {
                    throw new IllegalArgumentException(out + " is not empty: choose another --out" + remedy + ".");
                }
            }
        }
        Files.createDirectories(out);
        Files.delete(Files.createTempFile(out, ".writable", null));
    }
}
