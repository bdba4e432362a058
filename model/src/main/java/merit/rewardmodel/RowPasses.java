package merit.rewardmodel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Many rows through a model without gradients: packed by length, each row computed once, passes side by side, results in the rows'
 * order. */
public final class RowPasses {
    private final RewardModel model;
    private final Function<TokenBatch, Tensor> values;
    private final int passTokens;

    /**
     * @param values of a batch, [rows, width], on the engine thread: {@code model::outputs}, {@code model::features}
     * @param passTokens padded tokens of one pass
     */
    public RowPasses(RewardModel model, Function<TokenBatch, Tensor> values, int passTokens) {
        this.model = model;
        this.values = values;
        this.passTokens = passTokens;
    }

    /**
     * The values of each row. Any thread.
     *
     * @param goOn told after each pass how many rows are done; false ends the work
     * @return empty where it was ended
     */
    public List<float[]> over(List<TokenRow> rows, IntPredicate goOn) {
        float[][] found = new float[rows.size()][];
        List<int[]> passes = model.batches().passes(rows, passTokens, Engine.lanes());
        int[] done = {0};
        Predicate<Pass> receive = pass -> {
            int width = pass.values.length / pass.rows.length;
            for (int i = 0; i < pass.rows.length; i++) {
                found[pass.rows[i]] = Arrays.copyOfRange(pass.values, i * width, (i + 1) * width);
            }
            done[0] += pass.rows.length;
            return goOn.test(done[0]);
        };
        Function<int[], Pass> work = pass ->
                new Pass(pass, forward(IntStream.of(pass).mapToObj(rows::get).toList()));
        boolean all = passes.size() == 1
                ? passes.stream().allMatch(pass -> receive.test(Engine.call(() -> work.apply(pass))))
                : Engine.sideBySide(passes, work, receive);
        Engine.computed(rows.stream().mapToLong(TokenRow::length).sum());
        return all ? List.of(found) : List.of();
    }

    /** What one pass gave: the values of its rows, one row's after another's. */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Pass(int[] rows, float[] values) {}

    private float[] forward(List<TokenRow> rows) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            return Tensors.floats(values.apply(model.batches().batch(rows)));
        }
    }
}
