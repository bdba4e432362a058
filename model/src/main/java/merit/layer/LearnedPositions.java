package merit.layer;

import org.bytedeco.pytorch.Tensor;

/** A trained vector for each position, as in BERT and GPT-2. */
public final class LearnedPositions {
    private LearnedPositions() {}

    /**
     * The vectors of a batch's tokens, to be added to their embeddings.
     *
     * @param table [positions, hidden]
     * @return [tokens, hidden], or [rows, tokens, hidden] where positions differ from row to row; in the current scope
     */
    public static Tensor of(Tensor table, TokenBatch batch) {
        Tensor positions = batch.positions();
        return positions == null ? table.narrow(0, 0, batch.tokens()) : Embedding.of(table, positions);
    }

    /**
     * Refuses a batch with more tokens than there are positions.
     *
     * @param tokens of its longest row
     */
    public static void check(int tokens, int most) {
        if (tokens > most) {
            throw new IllegalArgumentException(
                    "row length: found " + tokens + " tokens, need at most " + most + "; set --max-length " + most);
        }
    }
}
