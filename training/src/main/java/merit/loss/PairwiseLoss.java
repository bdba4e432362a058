package merit.loss;

import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The weighted mean over judgements of what their outcomes cost: a judgement with probability p costs p won(z) + (1 - p) won(-z),
 * with z the lead less a margin; a tie, p = 1/2, costs what it does in a model that knows ties. Margins are Llama 2's (Touvron et al. 2023,
 * section 3.2.2), smoothed labels Szegedy et al.'s (2016).
 */
final class PairwiseLoss implements PreferenceLoss {
    private final LossConfig config;
    private final OutcomeCost outcome;
    private final RewardPenalty penalty;

    PairwiseLoss(LossConfig config, OutcomeCost outcome) {
        this.config = config;
        this.outcome = outcome;
        this.penalty = new RewardPenalty(config.centerRewardsCoefficient(), config.rewardBound());
    }

    @Override
    public Tensor part(Tensor rewards, Comparisons judged, double stepWeight) {
        Tensor first = Comparisons.picked(rewards, judged.first()); // [judgements]
        Tensor second = Comparisons.picked(rewards, judged.second());
        PairTargets targets = judged.targets();
        Tensor cost = cost(first.sub(second), targets);
        Tensor added = penalty.of(first, second);
        return (added == null ? cost : cost.add(added))
                .mul(vector(targets.weights()))
                .sum()
                .mul(new Scalar(1.0 / stepWeight));
    }

    private Tensor cost(Tensor difference, PairTargets targets) {
        Tensor lead = difference.sub(vector(scaled(targets.margins()))); // [judgements]
        Tensor probability = vector(smoothed(targets.probabilities()));
        Tensor right = outcome.won(lead).mul(probability);
        Tensor wrong = outcome.won(lead.neg()).mul(torch.rsub(probability, new Scalar(1.0f)));
        Tensor cost = right.add(wrong);
        float[] ties = ties(targets.probabilities());
        if (ties == null || !(outcome instanceof OutcomeCost.WithTies model)) {
            return cost;
        }
        Tensor tied = vector(ties); // 1 where a judgement is a tie, else 0
        return cost.add(model.tied(lead).sub(cost).mul(tied));
    }

    private static float @Nullable [] ties(float[] probabilities) {
        float[] ties = null;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] == 0.5f) {
                ties = ties == null ? new float[probabilities.length] : ties;
                ties[i] = 1;
            }
        }
        return ties;
    }

    private float[] smoothed(float[] probabilities) {
        float[] smoothed = probabilities.clone();
        double share = config.labelSmoothing();
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] = (float) (probabilities[i] * (1 - 2 * share) + share);
        }
        return smoothed;
    }

    private float[] scaled(float[] margins) {
        float[] scaled = margins.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (margins[i] * config.marginScale());
        }
        return scaled;
    }

    private static Tensor vector(float[] values) {
        return Tensors.of(values, values.length);
    }
}
