package merit.layer;

import java.util.Arrays;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens as tensors, padded to the longest: on the right, which every backbone reads fastest, or on the left. The tensors
 * belong to the scope the batch was made in. Rows of one length have no mask, and cost no masking.
 */
public final class TokenBatch {
    private final int[][] rowIds;
    private final int[] lengths;
    private final int tokens;
    private final Tensor ids;
    private final Tensor segments;
    private final @Nullable Tensor mask;
    private final @Nullable Tensor positions;

    private TokenBatch(int[][] ids, int[][] segments, int padId, boolean left) {
        rowIds = ids;
        lengths = Arrays.stream(ids).mapToInt(row -> row.length).toArray();
        tokens = Arrays.stream(lengths).max().orElseThrow();
        boolean uniform = Arrays.stream(lengths).allMatch(length -> length == tokens);
        int rows = ids.length;
        long[] flatIds = new long[rows * tokens];
        long[] flatSegments = new long[rows * tokens];
        long[] places = new long[rows * tokens];
        float[] real = new float[rows * tokens];
        Arrays.fill(flatIds, padId);
        for (int r = 0; r < rows; r++) {
            int first = r * tokens + (left ? tokens - lengths[r] : 0);
            for (int t = 0; t < lengths[r]; t++) {
                flatIds[first + t] = ids[r][t];
                flatSegments[first + t] = segments[r][t];
                places[first + t] = t;
                real[first + t] = 1;
            }
        }
        this.ids = Tensors.of(flatIds, rows, tokens);
        this.segments = Tensors.of(flatSegments, rows, tokens);
        this.mask = uniform ? null : Tensors.of(real, rows, tokens);
        this.positions = uniform || !left ? null : Tensors.of(places, rows, tokens);
    }

    /**
     * Pads rows into a batch.
     *
     * @param ids one array of token ids a row, none empty
     * @param segments the segment of each token, shaped as ids
     * @param padId what stands behind a shorter row; never read
     */
    public static TokenBatch of(int[][] ids, int[][] segments, int padId) {
        checkRows(ids, segments);
        return new TokenBatch(ids, segments, padId, false);
    }

    /** The same rows, padded on the left: each backbone gives them the same states, at other places. */
    public static TokenBatch leftPadded(int[][] ids, int[][] segments, int padId) {
        checkRows(ids, segments);
        return new TokenBatch(ids, segments, padId, true);
    }

    public int rows() {
        return lengths.length;
    }

    /** The longest row's tokens: the width of every tensor here. */
    public int tokens() {
        return tokens;
    }

    /** Real tokens of each row. */
    public int[] lengths() {
        return lengths.clone();
    }

    /** Token ids, [rows, tokens], 64-bit. */
    public Tensor ids() {
        return ids;
    }

    /** Segments (token types), [rows, tokens], 64-bit. */
    public Tensor segments() {
        return segments;
    }

    /** 1 at real tokens and 0 at padding, [rows, tokens], fp32; null where no row is padded. */
    public @Nullable Tensor mask() {
        return mask;
    }

    /** Whether padding stands before a row. */
    public boolean leftPadded() {
        return positions != null;
    }

    /** Each token's place in its row, [rows, tokens], 64-bit; null where that is its place in the batch. */
    public @Nullable Tensor positions() {
        return positions;
    }

    /** Where each row's first real token stands in the batch. */
    public int[] firstPositions() {
        return Arrays.stream(lengths)
                .map(length -> leftPadded() ? tokens - length : 0)
                .toArray();
    }

    /** Where each row's last real token stands in the batch. */
    public int[] lastPositions() {
        return Arrays.stream(lengths)
                .map(length -> leftPadded() ? tokens - 1 : length - 1)
                .toArray();
    }

    /** Where each row's last token that is not this one stands in the batch; its first where all are. */
    public int[] lastPositionsBut(int padId) {
        int[] first = firstPositions();
        int[] last = lastPositions();
        for (int r = 0; r < last.length; r++) {
            while (last[r] > first[r] && rowIds[r][last[r] - first[r]] == padId) {
                last[r]--;
            }
        }
        return last;
    }

    /**
     * Where each row's last token with this id stands in the batch.
     *
     * @throws IllegalArgumentException for a row without one
     */
    public int[] lastPositionsOf(int id) {
        int[] first = firstPositions();
        int[] found = new int[rows()];
        for (int r = 0; r < found.length; r++) {
            int last = lengths[r] - 1;
            while (last >= 0 && rowIds[r][last] != id) {
                last--;
            }
            if (last < 0) {
                throw new IllegalArgumentException("row " + r + " of a batch: found no token " + id
                        + ", need one, since the head reads there; use the model's own tokenizer");
            }
            found[r] = first[r] + last;
        }
        return found;
    }

    private static void checkRows(int[][] ids, int[][] segments) {
        if (ids.length == 0 || ids.length != segments.length) {
            throw new IllegalArgumentException("a batch: found " + ids.length + " rows of ids and " + segments.length
                    + " of segments, need as many of" + " both and at least one");
        }
        for (int r = 0; r < ids.length; r++) {
            if (ids[r].length == 0 || ids[r].length != segments[r].length) {
                throw new IllegalArgumentException("row " + r + " of a batch: found " + ids[r].length + " ids and "
                        + segments[r].length + " segments, need as many of both and at least one");
            }
        }
    }
}
