package merit.hub;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shared cache's folder of one model, as huggingface_hub lays it out: {@code refs/REVISION} names a commit, {@code
 * snapshots/COMMIT} holds its files as links to {@code blobs}, where each content lies once under the hub's name for it.
 */
final class HubCache {
    private static final Pattern PART = Pattern.compile("(.+)-\\d+-of-(\\d+)(\\..+)");

    private final Path folder;

    HubCache(Path cache, HubName name) {
        this.folder = cache.resolve(name.folder());
    }

    /** The snapshot of a revision that has a configuration and weights. */
    Optional<Path> complete(String revision) throws IOException {
        Path reference = folder.resolve("refs").resolve(revision);
        String commit =
                Files.isRegularFile(reference) ? Files.readString(reference).strip() : revision;
        Path snapshot = snapshot(commit);
        return Files.isDirectory(snapshot) && isComplete(snapshot) ? Optional.of(snapshot) : Optional.empty();
    }

    private static boolean isComplete(Path snapshot) throws IOException {
        try (Stream<Path> entries = Files.list(snapshot)) {
            List<String> files = entries.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
            boolean configured = files.contains("config.json") || files.contains("adapter_config.json");
            return configured
                    && files.stream().anyMatch(HubFiles::isWeights)
                    && files.stream().allMatch(file -> hasSiblings(file, files));
        }
    }

    /** Whether the other parts are there where a file is one of several, {@code model-00001-of-00002.safetensors}. */
    private static boolean hasSiblings(String file, List<String> files) {
        Matcher part = PART.matcher(file);
        if (!part.matches()) {
            return true;
        }
        String stem = part.group(1);
        String rest = "-of-" + part.group(2) + part.group(3);
        long there = files.stream()
                .filter(other -> other.startsWith(stem + "-") && other.endsWith(rest))
                .count();
        return there == Long.parseLong(part.group(2));
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    Path blob(String name) {
        return folder.resolve("blobs").resolve(name);
    }

    /** Where a content is put together. */
    Path incomplete(String name) {
        return folder.resolve("blobs").resolve(name + ".incomplete");
    }

    /** Makes the folders. */
    void prepare(String commit) throws IOException {
        Files.createDirectories(folder.resolve("blobs"));
        Files.createDirectories(folder.resolve("refs"));
        Files.createDirectories(snapshot(commit));
    }

    /** Puts a file into a snapshot: a link, or a copy where the file system has no links. */
    void link(String commit, String file, String blob) throws IOException {
        Path place = snapshot(commit).resolve(file);
        if (Files.exists(place)) {
            return;
        }
        try {
            Files.deleteIfExists(place); // a link to nothing
            Files.createSymbolicLink(place, Path.of("..", "..", "blobs", blob));
        } catch (FileAlreadyExistsException e) {
            // another process was as fast
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(blob(blob), place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Notes the commit that a branch or a tag stands for. */
    void refer(String revision, String commit) throws IOException {
        if (!revision.equals(commit)) {
            Path reference = folder.resolve("refs").resolve(revision);
            Files.createDirectories(reference.toAbsolutePath().getParent());
            Path beside = Files.createTempFile(folder.resolve("refs"), "ref", ".tmp");
            Files.writeString(beside, commit);
            Files.move(beside, reference, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
