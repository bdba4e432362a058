package merit.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import merit.loss.BradleyTerryLoss;
import merit.loss.LossConfig;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;

/** Scores pairs with the model as it stands. */
final class PairEvaluator {
    private static final int EXAMPLES = 10;

    private final RewardModelScorer scorer;
    private final BradleyTerryLoss loss;

    PairEvaluator(RewardModel model, LossConfig config) {
        scorer = RewardModelScorer.of(model, "in training");
        loss = new BradleyTerryLoss(config);
    }

    StepMetrics evaluate(EncodedPairs data) {
        float[] rewards = scorer.rewards(data.rows());
        float[] chosen = picked(rewards, data.chosen());
        float[] rejected = picked(rewards, data.rejected());
        int[] all = IntStream.range(0, data.size()).toArray();
        double cost = Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return Tensors.item(loss.mean(
                        Tensors.of(chosen, chosen.length), Tensors.of(rejected, rejected.length), data.targets(all)));
            }
        });
        return StepMetrics.of(cost, chosen, rejected);
    }

    /** A few pairs, the same for one seed. */
    static EncodedPairs examples(EncodedPairs data, Random random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, data.size()).boxed().toList());
        java.util.Collections.shuffle(order, random);
        return data.only(
                order.stream().limit(EXAMPLES).mapToInt(i -> i).sorted().toArray());
    }

    /** The rewards of both sides of each pair. */
    List<ScoredExample> scored(EncodedPairs examples) {
        float[] rewards = scorer.rewards(examples.rows());
        List<ScoredExample> scored = new ArrayList<>();
        for (int p = 0; p < examples.size(); p++) {
            PreferencePair pair = examples.pairs().get(p);
            scored.add(new ScoredExample(pair, rewards[examples.chosen()[p]], rewards[examples.rejected()[p]]));
        }
        return scored;
    }

    private static float[] picked(float[] rewards, int[] rows) {
        float[] picked = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = rewards[rows[i]];
        }
        return picked;
    }
}
