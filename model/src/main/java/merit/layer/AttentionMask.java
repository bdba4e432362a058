package merit.layer;

import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Keeps padding, and what comes later or long before, out of attention exactly: minus infinity is added to the score of a key
 * that is not to be seen, so its weight is 0 and the other weights are those of the row alone. Made once a batch; its tensor
 * belongs to the scope it was made in.
 */
public final class AttentionMask {
    /** A window that reaches back to the first token. */
    public static final int WHOLE_ROW = Integer.MAX_VALUE;

    private final @Nullable Tensor bias;
    private final boolean causal;

    private AttentionMask(@Nullable Tensor bias, boolean causal) {
        this.bias = bias;
        this.causal = causal;
    }

    /** All tokens see all real ones: nothing is masked where no row is padded. */
    public static AttentionMask of(TokenBatch batch) {
        Tensor real = batch.mask();
        if (real == null) {
            return new AttentionMask(null, false);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor bias = real.log(); // log 1 = 0, log 0 = -inf
            return new AttentionMask(scope.keep(bias.view(batch.rows(), 1, 1, batch.tokens())), false);
        }
    }

    /**
     * Each token sees the real ones that are near it; padding sees padding too, since over nothing there is no mean.
     *
     * @param reach how far it sees to either side
     */
    public static AttentionMask near(TokenBatch batch, int reach) {
        Tensor real = batch.mask();
        if (reach >= batch.tokens() - 1) {
            return of(batch);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor places = Tensors.upTo(batch.tokens());
            Tensor seen = places.view(1, 1, -1, 1)
                    .sub(places.view(1, 1, 1, -1))
                    .abs()
                    .le(new Scalar((long) reach)); // [1, 1, tokens, tokens]
            if (real != null) {
                Tensor key = real.view(batch.rows(), 1, 1, batch.tokens()).gt(new Scalar(0.0));
                Tensor padding = real.view(batch.rows(), 1, batch.tokens(), 1).eq(new Scalar(0.0));
                seen = seen.logical_and(key.logical_or(padding));
            }
            return new AttentionMask(scope.keep(biased(seen)), false);
        }
    }

    /**
     * This mask for queries at one position of each row.
     *
     * @param positions one a row, [rows]
     */
    public AttentionMask at(Tensor positions) {
        if (bias == null || bias.size(2) == 1) {
            return this;
        }
        try (TensorScope scope = TensorScope.open()) {
            long tokens = bias.size(3);
            Tensor all = bias.expand(positions.size(0), -1, -1, -1); // [rows, 1 or heads, queries, tokens]
            Tensor index = positions.view(-1, 1, 1, 1).expand(-1, bias.size(1), 1, tokens);
            return new AttentionMask(scope.keep(all.gather(2, index)), false);
        }
    }

    /**
     * This mask with more added to the scores.
     *
     * @param more [1, heads, tokens, tokens]; gradients reach it
     */
    public AttentionMask plus(Tensor more) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor before = bias;
            if (causal) {
                Tensor places = Tensors.upTo(more.size(3));
                before = biased(places.view(1, 1, 1, -1).le(places.view(1, 1, -1, 1)));
            }
            return new AttentionMask(scope.keep(before == null ? more.alias() : more.add(before)), false);
        }
    }

    /** Attention scores [rows, heads, queries, tokens] with the bias added; in the current scope. */
    public Tensor addedTo(Tensor scores) {
        return bias == null ? scores : scores.add(bias);
    }

    /**
     * Each token sees itself and those before it; in a tree, those of its branch and the shared ones. Padding on the right comes
     * after all that is read, and needs no mask.
     *
     * @param window how many tokens it sees at most, itself included
     */
    public static AttentionMask causal(TokenBatch batch, int window) {
        if (batch.positions() == null && window >= batch.tokens()) {
            return new AttentionMask(null, true);
        }
        try (TensorScope scope = TensorScope.open()) {
            return new AttentionMask(
                    scope.keep(causalBias(batch, Tensors.upTo(batch.tokens()).view(1, -1), window)), false);
        }
    }

    /**
     * The same for queries at some places of each row.
     *
     * @param places which, [rows, queries]
     */
    public static AttentionMask causalAt(TokenBatch batch, Tensor places, int window) {
        try (TensorScope scope = TensorScope.open()) {
            return new AttentionMask(scope.keep(causalBias(batch, places, window)), false);
        }
    }

    /** 0 or minus infinity, [rows or 1, 1, queries, tokens]; queries at these places, [rows or 1, queries]. */
    private static Tensor causalBias(TokenBatch batch, Tensor places, int window) {
        Tensor keys = Tensors.upTo(batch.tokens()).view(1, -1);
        Tensor seen = asKeys(keys).le(asQueries(places));
        Tensor branches = batch.branches();
        if (branches != null) {
            Tensor own = asKeys(branches).eq(asQueries(at(branches, places)));
            seen = seen.logical_and(own.logical_or(asKeys(branches).eq(new Scalar((long) SharedRows.TRUNK))));
        }
        if (window < batch.tokens()) {
            Tensor positions = batch.positions();
            Tensor queries = asQueries(positions == null ? places : at(positions, places));
            Tensor near = asKeys(positions == null ? keys : positions).gt(queries.sub(Tensors.scalar(window)));
            seen = seen.logical_and(near);
        }
        if (batch.leftPadded()) {
            Tensor first = Tensors.of(batch.firstPositions(), batch.rows(), 1, 1, 1);
            seen = seen.logical_and(asKeys(keys).ge(first))
                    .logical_or(asKeys(keys).eq(asQueries(places))); // padding sees itself: 0 / 0 is no number
        }
        return biased(seen);
    }

    /** [rows, tokens] to what is compared along the last dimension of a bias. */
    private static Tensor asKeys(Tensor values) {
        return values.view(values.size(0), 1, 1, -1);
    }

    /** [rows, queries] to what is compared along the third dimension of a bias. */
    private static Tensor asQueries(Tensor values) {
        return values.view(values.size(0), 1, -1, 1);
    }

    /** Of [rows, tokens] the values at these places, [rows or 1, queries]. */
    private static Tensor at(Tensor values, Tensor places) {
        return values.gather(1, places.expand(values.size(0), -1));
    }

    private static Tensor biased(Tensor seen) {
        return torch.where(seen, new Scalar(0.0), new Scalar(Double.NEGATIVE_INFINITY))
                .to(ScalarType.Float);
    }

    /** Added to attention scores: [rows or 1, 1 or heads, 1 or queries, tokens], or absent where nothing is masked so. */
    public TensorOptional bias() {
        return bias == null ? new TensorOptional() : Tensors.optional(bias);
    }

    /** Whether, in place of a bias, the kernel itself keeps query i from the keys after i. */
    public boolean causal() {
        return causal;
    }
}
