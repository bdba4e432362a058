package merit.layer;

/** Over which of a row's tokens a mean is taken: always those from some token to the last. */
public enum TokenMean {
    /** The response's, and what ends it. */
    ANSWER {
        @Override
        int from(TokenBatch batch, int row) {
            int[] starts = batch.responseStarts();
            if (starts == null || starts[row] < 0) {
                throw new IllegalArgumentException(
                        "row " + row + " of a batch: found text that stands as it is, need to"
                                + " know where the response begins, since the head reads its mean; give prompt and response");
            }
            return starts[row];
        }
    },
    /** All real ones. */
    ALL {
        @Override
        int from(TokenBatch batch, int row) {
            return 0;
        }
    },
    /** The last real one alone; for decoders. */
    LAST {
        @Override
        int from(TokenBatch batch, int row) {
            return batch.lengths()[row] - 1;
        }
    };

    /** The place in the row of the first token that counts. */
    abstract int from(TokenBatch batch, int row);
}
