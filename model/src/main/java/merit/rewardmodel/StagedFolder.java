package merit.rewardmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Files of a folder, and of folders in it, that change together or not at all. They are written into a folder of their own inside it; {@link #commit()}
 * renames that in one step, which is the point of no return, and then moves each file to its place. A process killed before that
 * point leaves the former files; one killed after it leaves a move that {@link #recover} finishes.
 */
public final class StagedFolder implements AutoCloseable {
    private static final String STAGE = ".saving";
    private static final String COMMITTED = ".saved";

    private final Path folder;
    private final Path stage;

    private StagedFolder(Path folder) {
        this.folder = folder;
        this.stage = folder.resolve(STAGE);
    }

    /**
     * Begins to write; what an earlier writer left half done is thrown away, what it left committed is finished.
     *
     * @throws IOException where the folder cannot be made or written
     */
    public static StagedFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        recover(folder);
        StagedFolder staged = new StagedFolder(folder);
        delete(staged.stage);
        Files.createDirectory(staged.stage);
        return staged;
    }

    /** Finishes the move of files that were committed but not all moved. Does nothing in a whole folder. */
    public static void recover(Path folder) throws IOException {
        Path committed = folder.resolve(COMMITTED);
        if (!Files.isDirectory(committed)) {
            return;
        }
        for (Path file : files(committed)) {
            Path place = folder.resolve(committed.relativize(file));
            Files.createDirectories(parent(place));
            Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
        }
        delete(committed);
    }

    /** Whether a save of this file was committed and its move is still to be finished. */
    static boolean isCommitted(Path folder, String name) {
        return Files.exists(folder.resolve(COMMITTED).resolve(name));
    }

    /** Where to write the file that will have this name; {@code adapter/x} stands in a folder. */
    public Path path(String name) throws IOException {
        Path path = stage.resolve(name);
        Files.createDirectories(parent(path));
        return path;
    }

    public void write(String name, String text) throws IOException {
        Files.writeString(path(name), text, StandardCharsets.UTF_8);
    }

    /** Puts all files in place of the former ones. */
    public void commit() throws IOException {
        for (Path file : files(stage)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        Files.move(stage, folder.resolve(COMMITTED), StandardCopyOption.ATOMIC_MOVE);
        recover(folder);
    }

    /** Throws away what was written and not committed. */
    @Override
    public void close() {
        try {
            delete(stage);
        } catch (IOException e) {
            throw new UncheckedIOException(stage + ": what was written beside cannot be removed; remove it by hand", e);
        }
    }

    /** Deletes a folder with all it holds; nothing where there is none. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "it stands in a folder");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
