package merit.rewardmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import org.bytedeco.pytorch.Tensor;

/**
 * Vectors of rows in a {@link FeatureFile}, and how those that are missing come there: a part of the rows at a time through the
 * model and onto the disk, so that neither all rows nor all vectors are ever in memory. Thread-safe.
 */
final class KnownRows implements AutoCloseable {
    /** Rows whose vectors are held in memory before they are written, at most. */
    static final int ROWS_A_WRITE = 2048;
    /** And bytes of these, about. */
    private static final long BYTES_A_WRITE = 1L << 26;

    private static final int HALF_HASH = 16;

    private final FeatureFile file;
    private final Kind kind;
    private final boolean kept;

    /** What is kept of a row. */
    interface Kind {
        FeatureFile.Key key(TokenRow row);

        /** How many vectors. */
        int vectors(TokenRow row);

        /** Of each row of a batch: [rows, values], those of a row first and then what belongs to nobody. On the engine thread. */
        Tensor of(TokenBatch batch);
    }

    private KnownRows(FeatureFile file, Kind kind, boolean kept) {
        this.file = file;
        this.kind = kind;
        this.kept = kept;
    }

    /**
     * Opens a file, or begins it; where another process has it, one of its own, which is deleted at the end.
     *
     * @param owner of all that makes the vectors, 32 bytes
     * @param keeps whether the file stays when this is closed
     */
    static KnownRows open(Path path, byte[] owner, int width, Kind kind, boolean keeps) throws IOException {
        FeatureFile shared = FeatureFile.open(path, owner, width);
        if (shared != null) {
            return new KnownRows(shared, kind, keeps);
        }
        Path own = Files.createTempFile(path.toAbsolutePath().getParent(), path.getFileName() + "-", ".tmp");
        FeatureFile apart = FeatureFile.open(own, owner, width);
        if (apart == null) {
            throw new IOException(own + ": found it in use, need a file of its own; give another folder");
        }
        return new KnownRows(apart, kind, false);
    }

    /** Where in a folder such a file is. */
    static Path path(Path folder, String what, byte[] owner) {
        return folder.resolve(what + "-" + HexFormat.of().formatHex(owner, 0, HALF_HASH) + ".bin");
    }

    RowCache.Missing missing(Iterable<TokenRow> rows) {
        Set<FeatureFile.Key> distinct = new HashSet<>();
        int missing = 0;
        long vectors = 0;
        for (TokenRow row : rows) {
            FeatureFile.Key key = kind.key(row);
            if (distinct.add(key) && !file.holds(key)) {
                missing++;
                vectors += kind.vectors(row);
            }
        }
        return new RowCache.Missing(distinct.size(), missing, file.bytes(missing, vectors));
    }

    /** As {@link RowCache#add}. */
    int add(RewardModel model, Iterable<TokenRow> rows, int passTokens, RowCache.Progress progress) throws IOException {
        RowCache.Missing todo = missing(rows);
        FolderRoom.require(file.path(), todo.bytes());
        RowPasses passes = new RowPasses(model, kind::of, passTokens);
        Map<FeatureFile.Key, TokenRow> next = new LinkedHashMap<>();
        long vectors = 0;
        int computed = 0;
        for (TokenRow row : rows) {
            FeatureFile.Key key = kind.key(row);
            if (!file.holds(key) && next.putIfAbsent(key, row) == null) {
                vectors += kind.vectors(row);
            }
            boolean last = computed + next.size() == todo.missing();
            if (!next.isEmpty() && (last || next.size() == ROWS_A_WRITE || file.bytes(0, vectors) >= BYTES_A_WRITE)) {
                int known = todo.rows() - todo.missing() + computed;
                if (!written(next, passes, done -> progress.goOn(known + done, todo.rows()))) {
                    return computed;
                }
                computed += next.size();
                vectors = 0;
                next.clear();
            }
        }
        return computed;
    }

    /** Computes these rows and writes what comes of them; false where that was ended. */
    private boolean written(Map<FeatureFile.Key, TokenRow> rows, RowPasses passes, IntPredicate goOn)
            throws IOException {
        List<TokenRow> some = List.copyOf(rows.values());
        List<float[]> found = new ArrayList<>(passes.over(some, goOn));
        if (found.isEmpty()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            int own = kind.vectors(some.get(i)) * file.width();
            found.set(i, found.get(i).length == own ? found.get(i) : Arrays.copyOf(found.get(i), own));
        }
        file.append(List.copyOf(rows.keySet()), found);
        return true;
    }

    boolean holds(FeatureFile.Key key) {
        return file.holds(key);
    }

    int width() {
        return file.width();
    }

    /** Copies the vectors of a row that is known. */
    void read(FeatureFile.Key key, float[] target, int offset) {
        try {
            file.read(key, target, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(file.path() + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    Path path() {
        return file.path();
    }

    boolean isKept() {
        return kept;
    }

    @Override
    public void close() {
        try {
            file.close();
            if (!kept) {
                Files.deleteIfExists(file.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.path() + ": cannot be closed (" + e.getMessage() + ")", e);
        }
    }
}
