package merit.layer;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Which of a row's hidden states a head reads, or what it makes of them. {@link TokenReading} has the usual ones. */
public interface Reading {
    /** [rows, hidden], in the caller's scope. */
    Tensor read(States states, TokenBatch batch);

    /** The last block's states, computed where they are asked for. */
    @FunctionalInterface
    interface States {
        /** [rows, tokens, hidden] for null, or [rows, hidden] at one position a row. */
        Tensor at(int @Nullable [] positions);
    }
}
