package merit.rewardmodel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.encoding.BatchPlan;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Many rows through a model without gradients: packed by length, each row computed once, results in the rows' order. */
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
        int[] lengths = rows.stream().mapToInt(TokenRow::length).toArray();
        int done = 0;
        for (int[] pass : BatchPlan.pack(lengths, passTokens)) {
            float[] flat = Engine.call(
                    () -> forward(IntStream.of(pass).mapToObj(rows::get).toList()));
            int width = flat.length / pass.length;
            for (int i = 0; i < pass.length; i++) {
                found[pass[i]] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            }
            done += pass.length;
            if (!goOn.test(done)) {
                return List.of();
            }
        }
        return List.of(found);
    }

    private float[] forward(List<TokenRow> rows) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            return Tensors.floats(values.apply(model.batch(rows)));
        }
    }
}
