package merit.layer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All that heads, pooling, adapters and training know of a family of models: an embedding and a list of visible blocks. Owns its
 * parameters; everything it computes belongs to the caller's scope. For the engine thread.
 */
public interface Backbone extends AutoCloseable {
    /** The family's name in {@code config.json}: {@code bert}. */
    String family();

    /** What stands before its names in a classifier's file: {@code bert.}. */
    default String weightPrefix() {
        return family() + ".";
    }

    /** Width of a hidden state. */
    int hiddenSize();

    /** The longest row it can read, special tokens included. */
    int maxTokens();

    /** The layers, from the input to the output. What one takes differs from family to family. */
    List<?> blocks();

    /** Hidden states before the first block, [rows, tokens, hidden]. */
    Tensor embed(TokenBatch batch);

    /**
     * Runs blocks {@code fromBlock} (included) to {@code toBlock} (excluded).
     *
     * @param hidden what goes into the first of them, [rows, tokens, hidden]
     * @param readPositions null for the states of all tokens, [rows, tokens, hidden]; or one position a row where the result
     *     is read, [rows, hidden]: the last block then computes nothing else
     */
    Tensor run(Tensor hidden, TokenBatch batch, int fromBlock, int toBlock, int @Nullable [] readPositions);

    /** From ids to the last block's states, [rows, tokens, hidden], or [rows, hidden] at the positions read. */
    default Tensor run(TokenBatch batch, int @Nullable [] readPositions) {
        return run(embed(batch), batch, 0, blocks().size(), readPositions);
    }

    /**
     * From what goes into a block to the last block's states, [rows, tokens, hidden], or [rows, hidden] at the positions read.
     *
     * @param input in the layout of the batch's trees, where its rows share their first tokens
     */
    default Tensor run(BlockInput input, TokenBatch batch, int @Nullable [] readPositions) {
        SharedRows shared = batch.shared();
        int blocks = blocks().size();
        if (shared == null) {
            return run(input.states(), batch, input.block(), blocks, readPositions);
        }
        try (TensorScope scope = TensorScope.open()) {
            int[] places = readPositions == null ? null : shared.places(readPositions);
            Tensor states = run(input.states(), shared.trees(), input.block(), blocks, places);
            return scope.keep(readPositions == null ? shared.rows(states, batch.lengths()) : shared.rows(states));
        }
    }

    /**
     * Goes through the first blocks, as far as the last layer that is asked for, and makes something of the states of some layers
     * on the way. A layer's states are those that the next block takes, before any norm that stands above the last block: so they
     * are the same whatever blocks come after.
     *
     * @param layers ascending; 0 is what goes into the first block, n what the n-th block gives
     * @param reading from states [rows, tokens, hidden], which are gone after the walk
     * @return what it made of each of these layers
     */
    List<Tensor> walk(TokenBatch batch, List<Integer> layers, UnaryOperator<Tensor> reading);

    /**
     * The longest row that may share its first tokens with others ({@link TokenBatch#sharing}); 0 where rows share nothing, since tokens
     * also see what comes after them.
     */
    default int longestShared() {
        return 0;
    }

    /** The trainable leaves by the names that checkpoints of the family use, without prefix; in the checkpoint's order. */
    Map<String, Tensor> parameters();

    /** The parameters that lie below the first block. */
    Set<String> embeddingNames();

    /** Of those, the tables of which each token reads one row: words, segments, positions. */
    default List<Tensor> tables() {
        return embeddingNames().stream()
                .map(parameters()::get)
                .filter(parameter -> parameter.dim() > 1)
                .toList();
    }

    /** The parameters of one block; of the last one also those that stand above it. */
    Set<String> blockNames(int block);

    /** The parameters that stand above the last block, such as a final norm. */
    default Set<String> namesAbove() {
        return Set.of();
    }

    /**
     * Gives the word embedding this many rows, the new ones 0, where it has fewer: for control tokens that a tokenizer got
     * after pretraining. Before anybody has asked for the parameters.
     *
     * @return how many rows it has now
     * @throws IllegalArgumentException where a family's vocabulary cannot grow
     */
    default int growVocabulary(int rows) {
        throw new IllegalArgumentException(
                "vocabulary: a " + family() + " has the tokens that it was made with; use its own tokenizer");
    }

    /**
     * The weights of one more block that gives every token the mean over its row's tokens, standardised; empty where no block
     * can.
     *
     * @param block its number
     * @return by plain name, in the current scope
     */
    default Map<String, Tensor> averagingBlock(int block) {
        return Map.of();
    }

    /** The names of the replaceable linear maps, e.g. {@code encoder.layer.0.attention.self.query}. */
    Set<String> linearNames();

    /**
     * What is in a linear map's place now.
     *
     * @throws IllegalArgumentException for a name that is none of {@link #linearNames}
     */
    LinearMap linear(String name);

    /** Puts another map in a linear map's place: an adapter. */
    void replaceLinear(String name, UnaryOperator<LinearMap> replacement);

    /** How its linear maps multiply: all in fp32 to start with. */
    Products products();

    /** Probability of dropping a hidden value while training; 0, the default, is off. */
    void dropout(double probability);

    @Override
    void close();
}
