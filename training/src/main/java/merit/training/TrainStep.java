package merit.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.loss.BradleyTerryLoss;
import merit.loss.PairTargets;
import merit.rewardmodel.RewardModel;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One optimizer step: the gradients of all its micro-batches, then clip and update. Nothing native outlives it but parameters,
 * their gradients and the optimizer's state. For the engine thread.
 */
final class TrainStep {
    private final RewardModel model;
    private final EncodedPairs data;
    private final StepPlan plan;
    private final BradleyTerryLoss loss;
    private final AdamW optimizer;
    private final double dropout;
    private final double adapterDropout;

    TrainStep(RewardModel model, EncodedPairs data, TrainingConfig config, AdamW optimizer) {
        this.model = model;
        this.data = data;
        this.plan = new StepPlan(data, config.batch());
        this.loss = new BradleyTerryLoss(config.loss());
        this.optimizer = optimizer;
        this.dropout = config.adapt().disableDropout() ? 0 : model.configuredDropout();
        this.adapterDropout = config.adapt().lora().loraDropout();
    }

    /**
     * What a step did.
     *
     * @param metrics of its pairs before the update
     * @param tokens real tokens computed
     * @param gradNorm before clipping
     * @param taken whether weights changed: not where loss or gradient is not finite
     */
    record Outcome(StepMetrics metrics, int tokens, double gradNorm, boolean taken) {}

    /**
     * Takes the step.
     *
     * @param pairs indices of its pairs
     * @param factor of the learning rates
     */
    Outcome take(int[] pairs, double factor) {
        model.dropout(dropout, adapterDropout);
        try {
            return taken(pairs, factor);
        } finally {
            model.dropout(0, 0);
            optimizer.clearGradients();
        }
    }

    private Outcome taken(int[] pairs, double factor) {
        Sheet sheet = new Sheet(pairs.length);
        double weight = data.targets(pairs).totalWeight();
        for (StepPlan.MicroBatch batch : plan.microBatches(pairs)) {
            sheet.tokens += batch.tokens();
            forwardAndBackward(batch, weight, sheet);
            if (!Double.isFinite(sheet.loss)) {
                return sheet.outcome(Double.NaN, false);
            }
        }
        double norm = optimizer.clip();
        if (!Double.isFinite(norm)) {
            return sheet.outcome(norm, false);
        }
        optimizer.step(factor);
        return sheet.outcome(norm, true);
    }

    private void forwardAndBackward(StepPlan.MicroBatch batch, double stepWeight, Sheet sheet) {
        try (TensorScope scope = TensorScope.open()) {
            TensorVector passes = new TensorVector();
            for (int[] pass : batch.passes()) {
                List<TokenRow> rows =
                        IntStream.of(pass).mapToObj(data.rows()::get).toList();
                passes.push_back(model.scores(model.batch(rows)));
            }
            Tensor scores = torch.cat(passes); // [rows]
            Map<Integer, Integer> positions = batch.positions();
            Tensor chosen = scores.index_select(0, positions(batch.pairs(), data.chosen(), positions)); // [pairs]
            Tensor rejected = scores.index_select(0, positions(batch.pairs(), data.rejected(), positions)); // [pairs]
            PairTargets targets = data.targets(batch.pairs());
            Tensor cost = loss.part(chosen, rejected, targets, stepWeight);
            sheet.add(Tensors.item(cost), Tensors.floats(chosen), Tensors.floats(rejected));
            if (Double.isFinite(sheet.loss)) {
                cost.backward();
            }
        }
    }

    private static Tensor positions(int[] pairs, int[] rowOf, Map<Integer, Integer> positions) {
        long[] found = IntStream.of(pairs)
                .mapToLong(pair -> java.util.Objects.requireNonNull(positions.get(rowOf[pair])))
                .toArray();
        return Tensors.of(found, found.length);
    }

    /** Adds up what the micro-batches of a step give. */
    private static final class Sheet {
        private final float[] chosen;
        private final float[] rejected;
        private int filled;
        private int tokens;
        private double loss;

        Sheet(int pairs) {
            chosen = new float[pairs];
            rejected = new float[pairs];
        }

        void add(double cost, float[] chosenRewards, float[] rejectedRewards) {
            loss += cost;
            System.arraycopy(chosenRewards, 0, chosen, filled, chosenRewards.length);
            System.arraycopy(rejectedRewards, 0, rejected, filled, rejectedRewards.length);
            filled += chosenRewards.length;
        }

        Outcome outcome(double norm, boolean taken) {
            float[] first = Arrays.copyOf(chosen, filled);
            float[] second = Arrays.copyOf(rejected, filled);
            return new Outcome(StepMetrics.of(loss, first, second), tokens, norm, taken);
        }
    }
}
