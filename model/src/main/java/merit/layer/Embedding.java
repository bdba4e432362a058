package merit.layer;

import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Rows of a table, one for each token. Where the table has a dense gradient already, {@code backward()} adds to the rows that
 * occur and to no others, instead of making a table of zeros first: for BERT's 30,522 words that table is 47 MB a pass.
 */
public final class Embedding {
    private static final long NO_PADDING = -1;

    private Embedding() {}

    /**
     * @param table [entries, features]
     * @param ids of any shape, 64-bit
     * @return [..., features], in the current scope
     */
    public static Tensor of(Tensor table, Tensor ids) {
        return of(table, ids, NO_PADDING);
    }

    /**
     * The same.
     *
     * @param padId whose entry gets no gradient
     */
    public static Tensor of(Tensor table, Tensor ids, long padId) {
        boolean sparse = Tensors.hasGradient(table);
        return torch.embedding(table, ids, padId, false, sparse);
    }
}
