package merit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What folders are like now, without reading their files: where they really are, and names, sizes and times. */
final class FolderVersion {
    private static final int WITH_ADAPTER = 2;

    private FolderVersion() {}

    /**
     * Another text once a file has changed, or a link leads elsewhere; one that says so where a folder is not there, or is just being
     * written.
     *
     * @param folders or models by their names on a hub
     */
    static String of(List<Path> folders) {
        return folders.stream().map(FolderVersion::of).collect(Collectors.joining("\n"));
    }

    private static String of(Path folder) {
        try (Stream<Path> files = Files.walk(ModelPlace.known(folder).toRealPath(), WITH_ADAPTER)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(FolderVersion::line)
                    .collect(Collectors.joining("\n"));
        } catch (IOException | UncheckedIOException e) {
            return "not to be read";
        }
    }

    private static String line(Path file) {
        try {
            return file + " " + Files.size(file) + " "
                    + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return file + " is gone";
        }
    }
}
