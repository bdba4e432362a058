package merit.layer;

import java.util.Arrays;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens as tensors, padded on the right to the longest. The tensors belong to the scope the batch was made in. Rows of
 * one length have no mask, and cost no masking.
 */
public final class TokenBatch {
    private final int[][] rowIds;
    private final int[] lengths;
    private final int tokens;
    private final Tensor ids;
    private final Tensor segments;
    private final @Nullable Tensor mask;

    private TokenBatch(int[][] rowIds, int[] lengths, Tensor ids, Tensor segments, @Nullable Tensor mask) {
        this.rowIds = rowIds;
        this.lengths = lengths;
        this.tokens = Math.toIntExact(ids.size(1));
        this.ids = ids;
        this.segments = segments;
        this.mask = mask;
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
        int[] lengths = Arrays.stream(ids).mapToInt(row -> row.length).toArray();
        int tokens = Arrays.stream(lengths).max().orElseThrow();
        int rows = ids.length;
        long[] flatIds = new long[rows * tokens];
        long[] flatSegments = new long[rows * tokens];
        float[] real = new float[rows * tokens];
        Arrays.fill(flatIds, padId);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < lengths[r]; t++) {
                flatIds[r * tokens + t] = ids[r][t];
                flatSegments[r * tokens + t] = segments[r][t];
                real[r * tokens + t] = 1;
            }
        }
        boolean uniform = Arrays.stream(lengths).allMatch(length -> length == tokens);
        return new TokenBatch(
                ids,
                lengths,
                Tensors.of(flatIds, rows, tokens),
                Tensors.of(flatSegments, rows, tokens),
                uniform ? null : Tensors.of(real, rows, tokens));
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

    /** How many real tokens the batch holds. */
    public long realTokens() {
        return Arrays.stream(lengths).asLongStream().sum();
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

    /** The position of each row's last real token. */
    public int[] lastPositions() {
        return Arrays.stream(lengths).map(length -> length - 1).toArray();
    }

    /** The position of each row's last token that is not this one; 0 where all are. */
    public int[] lastPositionsBut(int padId) {
        int[] positions = lastPositions();
        for (int r = 0; r < positions.length; r++) {
            while (positions[r] > 0 && rowIds[r][positions[r]] == padId) {
                positions[r]--;
            }
        }
        return positions;
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
