package merit.training;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.loss.PairTargets;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowPasses;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Fits a head's projection on the frozen backbone: every row goes through it once, and a penalised logistic regression on the
 * differences of the pairs' features gives the weights, for each output from the pairs of its objective. The penalty is the best of
 * a few over folds of prompts.
 */
final class HeadProbe {
    /** On features of variance 1; from strong to weak, each starting from the one before. */
    private static final double[] PENALTIES = {10, 3, 1, 0.3, 0.1, 0.03};

    private static final int FOLDS = 5;

    /** Rows that are copied into the engine at once: one Java array would be too short for all. */
    private static final int ROWS_A_COPY = 64;

    private static final int FEWEST_PROMPTS = 2 * FOLDS;

    private final RewardModel model;
    private final EncodedPairs data;
    private final int passTokens;
    private final TrainingObserver observer;

    HeadProbe(RewardModel model, EncodedPairs data, int passTokens, TrainingObserver observer) {
        this.model = model;
        this.data = data;
        this.passTokens = passTokens;
        this.observer = observer;
    }

    /**
     * Fits the head. An output with data of fewer than ten prompts stays as it is.
     *
     * @param stopped asked before each pass; a stop leaves the head as it is
     */
    void fit(BooleanSupplier stopped) {
        int outputs = Math.max(1, data.objectives().names().size());
        List<Integer> fitted = IntStream.range(0, outputs)
                .filter(output -> PromptPairs.of(data, output).size() >= FEWEST_PROMPTS)
                .boxed()
                .toList();
        if (fitted.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        List<float[]> features = features(stopped);
        for (int output : features.isEmpty() ? List.<Integer>of() : fitted) {
            Best best = Engine.call(() -> fit(features, output));
            double seconds = (System.nanoTime() - start) / 1e9;
            observer.on(new TrainingEvent.HeadFitted(best.penalty, best.loss, best.converged, seconds));
        }
    }

    /** What the projection would be given of each row; empty where stopped. */
    private List<float[]> features(BooleanSupplier stopped) {
        int rows = data.rows().size();
        FeatureCache known = model.batches().features();
        if (known != null) {
            return known.features(data.rows());
        }
        return new RowPasses(model, model::features, passTokens).over(data.rows(), done -> {
            observer.on(new TrainingEvent.Probing(done, rows));
            return !stopped.getAsBoolean();
        });
    }

    /** [rows, features], in fp64, in the current scope. */
    private static Tensor joined(List<float[]> rows) {
        int width = rows.get(0).length;
        Tensor all = Tensors.zeros(ScalarType.Double, rows.size(), width);
        for (int from = 0; from < rows.size(); from += ROWS_A_COPY) {
            try (TensorScope scope = TensorScope.open()) {
                int[] part = IntStream.range(from, Math.min(rows.size(), from + ROWS_A_COPY))
                        .toArray();
                all.narrow(0, from, part.length).copy_(Tensors.ofRows(rows, part));
            }
        }
        return all;
    }

    /** @param converged whether the fits of this penalty came to an end */
    private record Best(double penalty, double loss, boolean converged) {}

    private Best fit(List<float[]> features, int output) {
        List<int[]> prompts = PromptPairs.of(data, output);
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Tensor raw = joined(features); // [rows, features]
            Tensor spread = raw.std(new long[] {0}, true).clamp_min(Tensors.scalar(1e-6)); // [features]
            Tensor scaled = raw.div(spread);
            Best best = best(scaled, prompts);
            LogisticFit all = problem(scaled, pairs(prompts, prompt -> true));
            LogisticFit.Answer answer = all.solve(best.penalty, Tensors.zeros(ScalarType.Double, scaled.size(1)));
            Tensor weights = answer.weights().div(spread); // [features]
            model.head().projection().select(0, output).copy_(weights.to(ScalarType.Float));
            Tensor bias = model.head().projectionBias();
            if (bias != null) {
                bias.select(0, output).copy_(raw.mv(weights).mean().neg().to(ScalarType.Float));
            }
            return new Best(best.penalty, best.loss, best.converged && answer.converged());
        }
    }

    private Best best(Tensor scaled, List<int[]> prompts) {
        double[] losses = new double[PENALTIES.length];
        int[] converged = new int[PENALTIES.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int out = fold;
            LogisticFit inside = problem(scaled, pairs(prompts, prompt -> prompt % FOLDS != out));
            LogisticFit outside = problem(scaled, pairs(prompts, prompt -> prompt % FOLDS == out));
            Tensor weights = Tensors.zeros(ScalarType.Double, scaled.size(1));
            for (int p = 0; p < PENALTIES.length; p++) {
                LogisticFit.Answer answer = inside.solve(PENALTIES[p], weights);
                weights = answer.weights();
                converged[p] += answer.converged() ? 1 : 0;
                losses[p] += outside.loss(weights) / FOLDS;
            }
        }
        int best = IntStream.range(0, losses.length)
                .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                .orElseThrow();
        return new Best(PENALTIES[best], losses[best], converged[best] == FOLDS);
    }

    private static int[] pairs(List<int[]> prompts, IntPredicate chosen) {
        return IntStream.range(0, prompts.size())
                .filter(chosen)
                .flatMap(prompt -> IntStream.of(prompts.get(prompt)))
                .toArray();
    }

    private LogisticFit problem(Tensor scaled, int[] pairs) {
        int[] chosen = IntStream.of(pairs).map(pair -> data.chosen()[pair]).toArray();
        int[] rejected = IntStream.of(pairs).map(pair -> data.rejected()[pair]).toArray();
        Tensor differences = scaled.index_select(0, Tensors.of(chosen, chosen.length))
                .sub(scaled.index_select(0, Tensors.of(rejected, rejected.length))); // [pairs, features]
        PairTargets targets = data.targets(pairs);
        Tensor weights = Tensors.of(targets.weights(), pairs.length).to(ScalarType.Double);
        return new LogisticFit(
                differences,
                Tensors.of(targets.probabilities(), pairs.length).to(ScalarType.Double),
                weights.div(Tensors.scalar(targets.totalWeight())));
    }
}
