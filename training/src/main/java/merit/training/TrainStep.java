package merit.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.RecomputedPass;
import merit.layer.TokenBatch;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.TieParameter;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One optimizer step: the gradients of all its micro-batches, several computed side by side and added up in their order, then clip
 * and update. Nothing native outlives it but parameters,
 * their gradients and the optimizer's state. For the engine thread.
 */
final class TrainStep {
    private final RewardModel model;
    private final Lessons data;
    private final @Nullable FeatureCache features;
    private final StepPlan plan;
    private final StepLoss loss;
    private final RunOptimizer optimizer;
    private final double dropout;
    private final double adapterDropout;
    private final RecomputedPass.@Nullable Trained recomputed;

    TrainStep(RewardModel model, Lessons data, TrainingConfig config, RunOptimizer optimizer) {
        this.model = model;
        this.data = data;
        this.features = model.batches().features();
        this.plan =
                new StepPlan(data, config.batch(), features == null ? model.batches()::passes : FeatureCache::onePass);
        this.loss = StepLoss.of(data, config, model);
        this.optimizer = optimizer;
        this.dropout = config.adapt().disableDropout() ? 0 : model.configuredDropout();
        this.adapterDropout = config.adapt().lora().loraDropout();
        this.recomputed = config.batch().gradientCheckpointing()
                ? new RecomputedPass.Trained(lowestTrained(model), dropout > 0 || adapterDropout > 0)
                : null;
    }

    /**
     * What a step did.
     *
     * @param metrics of its pairs before the update
     * @param tokens real tokens computed
     * @param gradNorm before clipping
     * @param lossScale by which its gradients were multiplied
     * @param taken whether weights changed: not where loss or gradient is not finite
     */
    record Outcome(StepMetrics metrics, int tokens, double gradNorm, double lossScale, boolean taken) {}

    /**
     * Takes the step.
     *
     * @param pairs indices of its labels
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

    /** Computes what a step of these labels would, and forgets it: to see what that takes. */
    void rehearse(int[] labels) {
        model.dropout(dropout, adapterDropout);
        try {
            addGradients(labels, new Sheet(labels.length));
        } finally {
            model.dropout(0, 0);
            optimizer.clearGradients();
        }
    }

    private Outcome taken(int[] pairs, double factor) {
        Sheet sheet = new Sheet(pairs.length);
        double scale = optimizer.lossScale();
        double norm = addGradients(pairs, sheet) ? optimizer.clip() : Double.NaN;
        boolean finite = Double.isFinite(norm);
        if (finite) {
            optimizer.step(factor);
        } else {
            optimizer.skip();
        }
        return new Outcome(sheet.metrics(loss), sheet.tokens, norm, scale, finite);
    }

    /** Gives the parameters the gradients of all micro-batches; false where a loss is not finite. */
    private boolean addGradients(int[] pairs, Sheet sheet) {
        double weight = data.weight(pairs);
        Queue<GradientVector> open = new ConcurrentLinkedQueue<>();
        try {
            // a generator is drawn from in turn, else no run could be repeated
            boolean inTurn = dropout > 0 || adapterDropout > 0 || features != null;
            int lanes = inTurn ? 1 : Engine.lanes();
            List<StepPlan.MicroBatch> batches = plan.microBatches(pairs, lanes);
            return computed(batches, lanes, batch -> part(batch, weight, open), sheet);
        } finally {
            open.forEach(GradientVector::close);
        }
    }

    /** Computes the parts and adds them up in their order; false where a loss is not finite. */
    private boolean computed(
            List<StepPlan.MicroBatch> batches, int lanes, Function<StepPlan.MicroBatch, Part> work, Sheet sheet) {
        return lanes == 1
                ? batches.stream().allMatch(batch -> added(work.apply(batch), sheet))
                : Engine.sideBySide(batches, work, part -> added(part, sheet));
    }

    private boolean added(Part part, Sheet sheet) {
        sheet.add(part);
        GradientVector gradients = part.gradients();
        if (gradients != null) {
            optimizer.add(gradients);
            gradients.close();
        }
        return gradients != null;
    }

    /**
     * What a micro-batch gives.
     *
     * @param gradients null where the loss is not finite
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Part(
            int[] labels,
            int tokens,
            double loss,
            float[] first,
            float[] second,
            @Nullable GradientVector gradients) {}

    /** Forward and backward; the gradients are noted in {@code open}, so that a failure elsewhere leaves none behind. */
    private Part part(StepPlan.MicroBatch batch, double stepWeight, Queue<GradientVector> open) {
        List<RecomputedPass> again = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            TensorVector passes = new TensorVector();
            for (int[] pass : batch.passes()) {
                passes.push_back(
                        outputs(IntStream.of(pass).mapToObj(data.rows()::get).toList(), again));
            }
            Tensor outputs = torch.cat(passes); // [rows, outputs]
            Map<Integer, Integer> positions = batch.positions();
            StepLoss.Verdict verdict = loss.part(
                    outputs, batch.pairs(), row -> java.util.Objects.requireNonNull(positions.get(row)), stepWeight);
            double value = Tensors.item(verdict.cost());
            GradientVector gradients = Double.isFinite(value) ? optimizer.gradients(verdict.cost(), again) : null;
            if (gradients != null) {
                open.add(gradients);
            }
            return new Part(batch.pairs(), batch.tokens(), value, verdict.first(), verdict.second(), gradients);
        } finally {
            again.forEach(RecomputedPass::close);
        }
    }

    /** @param again gets the pass, where its blocks are to be computed again */
    private Tensor outputs(List<TokenRow> rows, List<RecomputedPass> again) {
        if (features != null) {
            return features.outputs(rows);
        }
        TokenBatch batch = model.batches().batch(rows);
        if (recomputed == null) {
            return model.outputs(batch);
        }
        RecomputedPass pass = new RecomputedPass(
                model.backbone(), batch, recomputed, model.batches().known(batch));
        again.add(pass);
        return model.head().apply(pass, batch);
    }

    /** The lowest block with a trained parameter. */
    private static int lowestTrained(RewardModel model) {
        int above = model.trainedParameters().keySet().stream()
                .filter(name -> !model.headParameters().containsKey(name) && !name.equals(TieParameter.NAME))
                .mapToInt(model::blocksAbove)
                .max()
                .orElse(-1);
        return model.backbone().blocks().size() - 1 - above;
    }

    /** Adds up what the micro-batches of a step give. */
    private static final class Sheet {
        private final int[] labels;
        private final float[] first;
        private final float[] second;
        private int filled;
        private int filledSecond;
        private int tokens;
        private double loss;

        Sheet(int pairs) {
            labels = new int[pairs];
            first = new float[pairs];
            second = new float[pairs];
        }

        void add(Part part) {
            tokens += part.tokens;
            loss += part.loss;
            System.arraycopy(part.labels, 0, labels, filled, part.labels.length);
            System.arraycopy(part.first, 0, first, filled, part.labels.length);
            System.arraycopy(part.second, 0, second, filledSecond, part.second.length);
            filled += part.labels.length;
            filledSecond += part.second.length;
        }

        StepMetrics metrics(StepLoss rule) {
            return rule.metrics(
                    loss,
                    Arrays.copyOf(labels, filled),
                    Arrays.copyOf(first, filled),
                    Arrays.copyOf(second, filledSecond));
        }
    }
}
