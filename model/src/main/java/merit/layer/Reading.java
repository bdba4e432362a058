package merit.layer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a head reads of a row's hidden states. {@link TokenReading} has the usual ones, of the last block's. */
public interface Reading {
    /** [rows, {@link #width}], in the caller's scope. */
    Tensor read(States states, TokenBatch batch);

    /** How many features it gives of states that are so wide. */
    default int width(int hidden) {
        return hidden;
    }

    /** A batch's states, computed where they are asked for. */
    interface States {
        /** The last block's, [rows, tokens, hidden] for null, or [rows, hidden] at one position a row. */
        Tensor at(int @Nullable [] positions);

        /** What is made of those of several layers on the way through the blocks, see {@link Backbone#walk}. */
        List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading);

        /** As a backbone computes them of a batch. */
        static States of(Backbone backbone, TokenBatch batch) {
            return new States() {
                @Override
                public Tensor at(int @Nullable [] positions) {
                    return backbone.run(batch, positions);
                }

                @Override
                public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
                    return backbone.walk(batch, layers, reading);
                }
            };
        }
    }
}
