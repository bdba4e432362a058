package merit.loss;

import java.util.Arrays;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Values and slopes of a loss at some rewards. */
final class Losses {
    private final LossConfig config;
    private final float ties;

    private Losses(LossConfig config, float ties) {
        this.config = config;
        this.ties = ties;
    }

    static Losses of(LossConfig config) {
        return new Losses(config, 0);
    }

    /** @param ties the logarithm of what the tie model's parameter is above its least */
    static Losses of(LossConfig config, double ties) {
        return new Losses(config, (float) ties);
    }

    /** Every option as it is but the loss. */
    static LossConfig plain(LossType type) {
        return new LossConfig(type, 0, 0, 0, 1, 2, 0);
    }

    /**
     * What came of it.
     *
     * @param gradient by the rewards
     * @param tiesGradient by the tie parameter; 0 where the loss has none
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    record Result(double loss, float[] gradient, double tiesGradient) {}

    double value(Comparisons judged, float... rewards) {
        return result(judged, rewards).loss;
    }

    /** The mean over all of these. */
    Result result(Comparisons judged, float... rewards) {
        return part(judged, judged.targets().totalWeight(), rewards);
    }

    Result part(Comparisons judged, double stepWeight, float... rewards) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor given = vector(rewards).requires_grad_(true);
                Tensor parameter = vector(ties).requires_grad_(true);
                Tensor cost = PreferenceLoss.of(config, parameter).part(given, judged, stepWeight);
                cost.backward();
                double byTies = Tensors.hasGradient(parameter) ? Tensors.item(parameter.grad()) : 0;
                return new Result(Tensors.item(cost), Tensors.floats(given.grad()), byTies);
            }
        });
    }

    /** One certain judgement, that the first of two answers is better. */
    static Comparisons one() {
        return one(1, 0);
    }

    static Comparisons one(double probability, double margin) {
        return Comparisons.apart(
                new int[] {0},
                new int[] {1},
                new PairTargets(new float[] {(float) probability}, new float[] {(float) margin}, new float[] {1}));
    }

    /** Lists of plain judgements, each list of weight 1; each judgement the first answer, the second and the list. */
    static Comparisons lists(int[]... judgements) {
        float[] weights = new float[judgements.length];
        for (int k = 0; k < weights.length; k++) {
            int list = judgements[k][2];
            weights[k] =
                    1f / Arrays.stream(judgements).filter(one -> one[2] == list).count();
        }
        float[] certain = new float[judgements.length];
        Arrays.fill(certain, 1);
        return new Comparisons(
                column(judgements, 0),
                column(judgements, 1),
                column(judgements, 2),
                new PairTargets(certain, new float[judgements.length], weights));
    }

    private static int[] column(int[][] rows, int column) {
        return Arrays.stream(rows).mapToInt(row -> row[column]).toArray();
    }

    static Tensor vector(float... values) {
        return Tensors.of(values, values.length);
    }
}
