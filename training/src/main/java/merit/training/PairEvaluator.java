package merit.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Scores labels with the model as it stands. */
final class PairEvaluator {
    private static final int EXAMPLES = 10;

    private final RewardModelScorer scorer;
    private final RewardModel model;
    private final TrainingConfig config;

    PairEvaluator(RewardModel model, TrainingConfig config) {
        this.scorer = RewardModelScorer.of(model, "in training");
        this.model = model;
        this.config = config;
    }

    /**
     * Measures; each row is scored once.
     *
     * @param sets labels of the sets that have names
     */
    Measured evaluate(Lessons data, Map<String, int[]> sets) {
        List<float[]> rows = scorer.outputs(data.rows());
        StepLoss loss = StepLoss.of(data, config, model);
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor outputs = joined(rows);
                return measured(data, sets, labels -> {
                    StepLoss.Verdict verdict = loss.part(outputs, labels, RowPositions.ALL, data.weight(labels));
                    return loss.metrics(Tensors.item(verdict.cost()), labels, verdict.first(), verdict.second());
                });
            }
        });
    }

    private static Measured measured(Lessons data, Map<String, int[]> sets, Function<int[], StepMetrics> measure) {
        Map<String, StepMetrics> named = new LinkedHashMap<>();
        sets.forEach((name, labels) -> named.put(name, measure.apply(labels)));
        return new Measured(measure.apply(IntStream.range(0, data.size()).toArray()), named);
    }

    /**
     * Looks whether what is held out has the metric by which models are chosen, before anything is computed.
     *
     * @throws IllegalArgumentException where it has not: ties alone have no accuracy
     */
    void requireMeasured(TrainingSet data) {
        WatchConfig watch = config.watch();
        if (watch.evaluates() && data.held().size() > 0) {
            StepLoss loss = StepLoss.of(data.held(), config, model);
            measured(data.held(), data.heldSets(), labels -> {
                        float[] zeros = new float[labels.length];
                        return loss.metrics(0, labels, zeros, zeros);
                    })
                    .value(watch.metricForBestModel());
        }
    }

    /** [rows, outputs], in the current scope. */
    private static Tensor joined(List<float[]> rows) {
        int width = rows.get(0).length;
        float[] flat = new float[rows.size() * width];
        for (int r = 0; r < rows.size(); r++) {
            System.arraycopy(rows.get(r), 0, flat, r * width, width);
        }
        return Tensors.of(flat, rows.size(), width);
    }

    /** A few pairs, the same for one seed; none where answers are graded. */
    static Optional<EncodedPairs> examples(Lessons lessons, Random random) {
        if (!(lessons instanceof EncodedPairs data)) {
            return Optional.empty();
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, data.size())
                .filter(pair -> !data.pairs().get(pair).isTie())
                .boxed()
                .toList());
        java.util.Collections.shuffle(order, random);
        return Optional.of(data.only(
                order.stream().limit(EXAMPLES).mapToInt(i -> i).sorted().toArray()));
    }

    /** The rewards of both sides of each pair. */
    List<ScoredExample> scored(EncodedPairs examples) {
        float[] rewards = scorer.rewards(examples.rows());
        List<ScoredExample> scored = new ArrayList<>();
        for (int p = 0; p < examples.size(); p++) {
            Comparison compared = examples.pairs().get(p);
            PreferencePair pair = new PreferencePair(compared.set(), compared.judgement());
            scored.add(new ScoredExample(pair, rewards[examples.chosen()[p]], rewards[examples.rejected()[p]]));
        }
        return scored;
    }
}
