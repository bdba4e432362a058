package merit.rewardmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Files of a folder, and of folders in it, that change together or not at all. They are written into a folder of their own inside
 * it; {@link #commit()} renames that in one step, which is the point of no return, and then moves each file to its place. A
 * process killed before that point leaves the former files; one killed after it leaves a move that {@link #recover} finishes. One
 * writes at a time; any number may read, and finish the same move.
 */
public final class StagedFolder implements AutoCloseable {
    private static final String STAGE = ".saving";
    private static final String COMMITTED = ".saved";

    /** How often a move begins again since another has moved what was to be moved: each time there is less of it. */
    private static final int MOST_ATTEMPTS = 1000;

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

    /**
     * Finishes the move of files that were committed but not all moved, also of those that were saved with the folder around this
     * one. Does nothing in a whole folder.
     */
    public static void recover(Path folder) throws IOException {
        Path around = folder.toAbsolutePath().getParent();
        if (around != null && Files.isDirectory(savedAround(folder, around))) {
            recover(around);
        }
        Path committed = folder.resolve(COMMITTED);
        for (int attempt = 1; Files.isDirectory(committed); attempt++) {
            try {
                move(committed, folder);
            } catch (NoSuchFileException
                    | DirectoryNotEmptyException e) { // another finishes the same move, or saves again
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Moves the files to their places; only folders that are empty are deleted, since a next save may have begun. */
    private static void move(Path committed, Path folder) throws IOException {
        List<Path> emptied = new ArrayList<>();
        for (Path path : walk(committed)) {
            if (Files.isDirectory(path)) {
                emptied.add(0, path); // inner ones first
                continue;
            }
            Path place = folder.resolve(committed.relativize(path));
            Files.createDirectories(parent(place));
            Files.move(path, place, StandardCopyOption.ATOMIC_MOVE); // else two at it could delete what one has moved
        }
        for (Path path : emptied) {
            Files.deleteIfExists(path);
        }
    }

    /** Whether a save of this file was committed and its move is still to be finished. */
    static boolean isCommitted(Path folder, String name) {
        Path around = folder.toAbsolutePath().getParent();
        return Files.exists(folder.resolve(COMMITTED).resolve(name))
                || (around != null && Files.exists(savedAround(folder, around).resolve(name)));
    }

    /** Whether any save was committed and its move is still to be finished. */
    static boolean isCommitted(Path folder) {
        return Files.isDirectory(folder.resolve(COMMITTED));
    }

    /** Where a folder's own files stand in a save of the folder around it. */
    private static Path savedAround(Path folder, Path around) {
        Path name = Objects.requireNonNull(folder.toAbsolutePath().getFileName(), "it stands in a folder");
        return around.resolve(COMMITTED).resolve(name);
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
        for (Path file : walk(stage)) {
            if (Files.isDirectory(file)) {
                continue;
            }
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
        List<Path> paths = walk(folder);
        for (int i = paths.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(paths.get(i));
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "it stands in a folder");
    }

    /** A folder with all it holds, each before what is in it. */
    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
