package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a run to come, looked at before any time goes into it. */
final class RunTarget {
    private RunTarget() {}

    /**
     * Looks whether the folder is free and can be written, and leaves nothing behind.
     *
     * @param overwrite whether it may hold something
     * @param remedy what else the user may do, after "choose another --out"
     * @throws IllegalArgumentException where it holds something already and that may not be replaced
     * @throws IOException where nothing can be written
     */
    static void check(Path out, boolean overwrite, String remedy) throws IOException {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new IllegalArgumentException(out + " is a file: --out needs a folder; choose another name.");
        }
        if (Files.isDirectory(out) && !overwrite && !isEmpty(out)) {
            throw new IllegalArgumentException(out + " is not empty: choose another --out" + remedy + ".");
        }
        List<Path> missing = new ArrayList<>(); // innermost first
        for (Path folder = out.toAbsolutePath(); folder != null && !Files.exists(folder); folder = folder.getParent()) {
            missing.add(folder);
        }
        try {
            Files.createDirectories(out);
            Files.delete(Files.createTempFile(out, ".writable", null));
        } finally {
            for (Path folder : missing) {
                Files.deleteIfExists(folder);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
