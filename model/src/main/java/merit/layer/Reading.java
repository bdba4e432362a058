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
            return of(backbone, batch, null);
        }

        /**
         * The same where it may be known what goes into some block.
         *
         * @param known null where it is not
         */
        static States of(Backbone backbone, TokenBatch batch, @Nullable BlockInput known) {
            return new States() {
                @Override
                public Tensor at(int @Nullable [] positions) {
                    return known == null ? backbone.run(batch, positions) : backbone.run(known, batch, positions);
                }

                @Override
                public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
                    return backbone.walk(batch, layers, reading);
                }
            };
        }
    }
}
