package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import merit.encoding.TokenRow;

/** What the frozen part of a model gives of rows, computed once a row and kept in a file. Thread-safe; close it. */
public sealed interface RowCache extends AutoCloseable permits FeatureCache, BoundaryCache {
    /**
     * What is not known yet of some rows.
     *
     * @param rows distinct ones
     * @param missing how many of them are not known
     * @param bytes that these will take
     */
    record Missing(int rows, int missing, long bytes) {}

    /** Is told how far it got. */
    @FunctionalInterface
    interface Progress {
        /**
         * @param known rows by now, of all distinct ones
         * @return false to end the work
         */
        boolean goOn(int known, int rows);
    }

    /** What {@link #add} would have to do for these rows. */
    Missing missing(Iterable<TokenRow> rows);

    /**
     * Computes what is not known of these rows, each distinct one once, and keeps it, some at a time. Goes over them twice; holds few
     * at a time.
     *
     * @param passTokens padded tokens of one pass
     * @param progress told after each pass
     * @return how many rows were computed
     * @throws IOException where the disk is too small, before anything is computed, or cannot be written
     */
    int add(Iterable<TokenRow> rows, int passTokens, Progress progress) throws IOException;

    /** Where it is. */
    Path file();

    /** Whether the file stays for those that come after. */
    boolean isKept();

    @Override
    void close();
}
