package merit.layer;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens as tensors, padded to the longest: on the right, which every backbone reads fastest, or on the left. The tensors
 * belong to the scope the batch was made in. Rows of one length have no mask, and cost no masking.
 */
public final class TokenBatch {
    private final BatchRows content;
    private final int[] lengths;
    private final int tokens;
    private final boolean leftPadded;
    private final Tensor ids;
    private final Tensor segments;
    private final @Nullable Tensor mask;
    private final @Nullable Tensor positions;
    private final @Nullable Tensor branches;
    private final @Nullable SharedRows shared;
    private final int @Nullable [] responseStarts;

    TokenBatch(BatchRows content, boolean left) {
        this.content = content;
        lengths = Arrays.stream(content.ids()).mapToInt(row -> row.length).toArray();
        tokens = Arrays.stream(lengths).max().orElseThrow();
        boolean uniform = Arrays.stream(lengths).allMatch(length -> length == tokens);
        leftPadded = left && !uniform;
        ids = tensor((row, at) -> content.ids()[row][at], content.padId());
        segments = tensor((row, at) -> content.segments()[row][at], 0);
        mask = uniform ? null : tensor((row, at) -> 1, 0).to(ScalarType.Float);
        positions = leftPadded || content.positions() != null ? tensor(this::position, 0) : null;
        int[][] trees = content.branches();
        branches = trees == null ? null : tensor((row, at) -> trees[row][at], SharedRows.PADDING);
        shared = null;
        responseStarts = null;
    }

    private TokenBatch(TokenBatch plain, @Nullable SharedRows shared, int @Nullable [] responseStarts) {
        content = plain.content;
        lengths = plain.lengths;
        tokens = plain.tokens;
        leftPadded = plain.leftPadded;
        ids = plain.ids;
        segments = plain.segments;
        mask = plain.mask;
        positions = plain.positions;
        branches = plain.branches;
        this.shared = shared;
        this.responseStarts = responseStarts;
    }

    /** [rows, tokens], 64-bit: what each real token has, by its row and its place in it, and padding. */
    private Tensor tensor(IntBinaryOperator value, int padding) {
        long[] flat = new long[lengths.length * tokens];
        Arrays.fill(flat, padding);
        int[] first = firstPositions();
        for (int row = 0; row < lengths.length; row++) {
            for (int at = 0; at < lengths[row]; at++) {
                flat[row * tokens + first[row] + at] = value.applyAsInt(row, at);
            }
        }
        return Tensors.of(flat, lengths.length, tokens);
    }

    /**
     * Pads rows into a batch.
     *
     * @param ids one array of token ids a row, none empty
     * @param segments the segment of each token, shaped as ids
     * @param padId what stands behind a shorter row; never read
     */
    public static TokenBatch of(int[][] ids, int[][] segments, int padId) {
        return new TokenBatch(BatchRows.checked(ids, segments, padId), false);
    }

    /** The same rows, padded on the left: each backbone gives them the same states, at other places. */
    public static TokenBatch leftPadded(int[][] ids, int[][] segments, int padId) {
        return new TokenBatch(BatchRows.checked(ids, segments, padId), true);
    }

    /**
     * The same rows, of which a backbone that can computes the tokens that several begin with once.
     *
     * @param groups the rows, by index, each in one group; those of a group begin alike
     * @throws IllegalArgumentException for rows padded on the left
     */
    public TokenBatch sharing(List<int[]> groups) {
        if (leftPadded) {
            throw new IllegalArgumentException(
                    "rows padded on the left cannot share what they begin with; pad on the right");
        }
        return new TokenBatch(this, SharedRows.of(content, groups), responseStarts);
    }

    /** The same rows, of which it is known where the response begins: the place of its first token in each, below 0 where it is not. */
    public TokenBatch responding(int[] starts) {
        return new TokenBatch(this, shared, starts.clone());
    }

    /** Where each row's response begins, by the place in the row; null where nobody said. */
    int @Nullable [] responseStarts() {
        return responseStarts;
    }

    /** How rows share their first tokens, or null where they do not. */
    public @Nullable SharedRows shared() {
        return shared;
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

    /** A copy of a row's token ids, without padding. */
    public int[] ids(int row) {
        return content.ids()[row].clone();
    }

    /** A copy of its tokens' segments. */
    public int[] segments(int row) {
        return content.segments()[row].clone();
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
        return leftPadded;
    }

    /** The position of a row's token, by its place among the row's own. */
    int position(int row, int at) {
        return content.positions() == null ? at : content.positions()[row][at];
    }

    /** How many positions a row takes: where a row is a tree, its longest branch. */
    public int positionsOf(int row) {
        return content.positions() == null
                ? lengths[row]
                : Arrays.stream(content.positions()[row]).max().orElseThrow() + 1;
    }

    /** The branch of each token, [rows, tokens], 64-bit, see {@link SharedRows}; null where rows are plain. */
    @Nullable
    Tensor branches() {
        return branches;
    }

    /** Each token's place in its row, [rows, tokens], 64-bit; null where that is its place in the batch. */
    public @Nullable Tensor positions() {
        return positions;
    }

    /** Where each row's first real token stands in the batch. */
    public int[] firstPositions() {
        return Arrays.stream(lengths)
                .map(length -> leftPadded ? tokens - length : 0)
                .toArray();
    }

    /** Where each row's last real token stands in the batch. */
    public int[] lastPositions() {
        return Arrays.stream(lengths)
                .map(length -> leftPadded ? tokens - 1 : length - 1)
                .toArray();
    }

    /** Where each row's last token that is not this one stands in the batch; its first where all are. */
    public int[] lastPositionsBut(int padId) {
        int[] first = firstPositions();
        int[] last = lastPositions();
        for (int r = 0; r < last.length; r++) {
            while (last[r] > first[r] && content.ids()[r][last[r] - first[r]] == padId) {
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
            while (last >= 0 && content.ids()[r][last] != id) {
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
}
