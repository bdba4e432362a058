package merit.preference.store;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/** Hears how what lies on disk comes about. */
public interface StoreProgress {
    /** Nobody hears. */
    StoreProgress NONE = new StoreProgress() {};

    /**
     * A file that was there cannot be used, and is made anew.
     *
     * @param found what is wrong with it
     */
    default void unusable(Path file, String found) {}

    /** So many were done. */
    default void done(long count) {}

    /**
     * Asked all the while, on any thread.
     *
     * @throws CancellationException to end the work, of which nothing is left
     */
    default void checkStopped() {}
}
