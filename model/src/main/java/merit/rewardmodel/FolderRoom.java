package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** How much may still be written to the file system that a folder is on, or will be on. */
final class FolderRoom {
    private FolderRoom() {}

    /** @throws IOException where it is less than {@code bytes}, with both figures */
    static void require(Path folder, long bytes) throws IOException {
        long free = free(folder);
        if (free < bytes) {
            throw new IOException(folder + ": no room: found " + size(free) + " free, need at least " + size(bytes)
                    + "; make room, or give a folder elsewhere");
        }
    }

    /** What to tell of a save that failed on a full disk, or for another reason: before its commit it has changed nothing. */
    static IOException failure(Path folder, long bytes, IOException cause) {
        String reason = cause instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(cause.getMessage());
        String remedy = "; give another folder";
        try {
            long free = free(folder);
            if (free < bytes || reason.contains("No space left")) {
                reason = "no room: found " + size(free) + " free, need somewhat more than " + size(bytes) + " ("
                        + reason + ")";
                remedy = "; make room, or give a folder elsewhere";
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        if (StagedFolder.isCommitted(folder)) {
            return new IOException(
                    folder + ": the model is saved, but its files cannot be put in place: " + reason
                            + "; open the folder again once they can",
                    cause);
        }
        return new IOException(
                folder + ": the model cannot be saved: " + reason + "; what was there is as it was" + remedy, cause);
    }

    private static long free(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent(), "the root exists");
        }
        return Files.getFileStore(existing).getUsableSpace();
    }

    private static String size(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%,.0f %s" : "%,.1f %s", value, units[unit]);
    }
}
