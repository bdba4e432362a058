package merit.rewardmodel;

import java.util.List;
import merit.encoding.BatchPlan;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.BlockInput;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import org.jspecify.annotations.Nullable;

/** How rows go through a model: packed by length, and what several begin with computed once where the backbone can do so. */
public final class RowBatches {
    private final PrefixTrees trees;
    private final int padId;
    private volatile @Nullable FeatureCache features;
    private volatile @Nullable BoundaryCache boundary;

    RowBatches(Backbone backbone, int padId) {
        this.trees = new PrefixTrees(backbone.hiddenSize(), backbone.longestShared());
        this.padId = padId;
    }

    /** Which rows are computed together, since they begin alike. */
    PrefixTrees trees() {
        return trees;
    }

    /** What the model's head reads of rows that the backbone need not see again; null where all go through it. */
    public @Nullable FeatureCache features() {
        return features;
    }

    void features(FeatureCache known) {
        features = known;
    }

    @SuppressWarnings("ReferenceEquality") // another one stays
    void forget(FeatureCache closed) {
        if (features == closed) {
            features = null;
        }
    }

    void boundary(BoundaryCache known) {
        boundary = known;
    }

    @SuppressWarnings("ReferenceEquality") // another one stays
    void forget(BoundaryCache closed) {
        if (boundary == closed) {
            boundary = null;
        }
    }

    /** What goes into the lowest trained block, where that is known of all these rows, else null; in the current scope. */
    public @Nullable BlockInput known(TokenBatch batch) {
        BoundaryCache states = boundary;
        return states == null ? null : states.of(batch);
    }

    /** As a backbone computes them, from there on where that is known. */
    Reading.States states(Backbone backbone, TokenBatch batch) {
        return Reading.States.of(backbone, batch, known(batch));
    }

    /**
     * Which rows go through the model together.
     *
     * @param tokenBudget the most tokens, padding and all, of one pass
     * @return indices of the rows of each pass
     */
    public List<int[]> passes(List<TokenRow> rows, int tokenBudget) {
        return BatchPlan.pack(rows, trees, tokenBudget);
    }

    /**
     * The same for passes that are computed side by side.
     *
     * @param lanes how many passes are computed at once
     */
    List<int[]> passes(List<TokenRow> rows, int tokenBudget, int lanes) {
        return BatchPlan.pack(rows, trees, tokenBudget, lanes);
    }

    /** Rows as a batch; it belongs to the caller's scope. For the engine thread or a lane. */
    public TokenBatch batch(List<TokenRow> rows) {
        int[][] ids = rows.stream().map(TokenRow::ids).toArray(int[][]::new);
        int[][] segments = rows.stream().map(TokenRow::segments).toArray(int[][]::new);
        int[] responses = rows.stream().mapToInt(TokenRow::responseStart).toArray();
        TokenBatch batch = TokenBatch.of(ids, segments, padId).responding(responses);
        List<PrefixTrees.Tree> grown = trees.of(rows);
        return grown.size() == rows.size()
                ? batch
                : batch.sharing(grown.stream().map(PrefixTrees.Tree::rows).toList());
    }
}
