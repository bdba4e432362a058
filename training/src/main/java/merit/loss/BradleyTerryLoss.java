package merit.loss;

import java.util.Arrays;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Negative log-likelihood of pairwise judgements under Bradley and Terry's model (Biometrika 39, 1952):
 * p(a over b) = sigmoid(r_a - r_b - margin). A judgement with probability p costs
 * p softplus(-z) + (1 - p) softplus(z), with z the difference less its margin.
 *
 * <p>Symbols: the paper's log pi_i is a reward. Computed as softplus, so finite for any difference; always in fp32. Margins
 * are Llama 2's (Touvron et al. 2023, section 3.2.2); the centring term is Eisenstein et al.'s (2023, "Helping or herding").
 *
 * <p>Stateless, safe on any thread; returned tensors belong to the caller's scope.
 */
public final class BradleyTerryLoss {
    private final LossConfig config;

    public BradleyTerryLoss(LossConfig config) {
        this.config = config;
    }

    /** The weighted mean over pairs, a scalar. */
    public Tensor mean(Tensor chosen, Tensor rejected, PairTargets targets) {
        return part(chosen, rejected, targets, targets.totalWeight());
    }

    /**
     * What these pairs add to the weighted mean over a larger step: parts of a step sum to its mean.
     *
     * @param chosen rewards of the chosen side, [pairs]
     * @param rejected rewards of the other side, [pairs]
     * @param stepWeight the sum of the weights of all pairs of the step
     * @return a scalar, fp32
     */
    public Tensor part(Tensor chosen, Tensor rejected, PairTargets targets, double stepWeight) {
        requireOneAPair("chosen", chosen, targets);
        requireOneAPair("rejected", rejected, targets);
        Tensor first = chosen.to(torch.ScalarType.Float);
        Tensor second = rejected.to(torch.ScalarType.Float);
        Tensor lead = first.sub(second).sub(vector(scaled(targets.margins(), config.marginScale()))); // [pairs]
        Tensor probability = vector(smoothed(targets.probabilities())); // [pairs]
        // p softplus(-z) + (1 - p) softplus(z) = softplus(z) - p z, but the difference of large numbers loses digits.
        Tensor right = torch.softplus(lead.neg()).mul(probability);
        Tensor wrong = torch.softplus(lead).mul(torch.rsub(probability, new Scalar(1.0f)));
        Tensor cost = right.add(wrong); // [pairs]
        if (config.centerRewardsCoefficient() > 0) {
            Tensor sum = first.add(second);
            cost = cost.add(sum.mul(sum).mul(new Scalar(config.centerRewardsCoefficient())));
        }
        return cost.mul(vector(targets.weights())).sum().mul(new Scalar(1.0 / stepWeight));
    }

    private float[] smoothed(float[] probabilities) {
        float[] smoothed = probabilities.clone();
        double share = config.labelSmoothing();
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] = (float) (probabilities[i] * (1 - 2 * share) + share);
        }
        return smoothed;
    }

    private static float[] scaled(float[] values, double factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (values[i] * factor);
        }
        return scaled;
    }

    private static Tensor vector(float[] values) {
        return Tensors.of(values, values.length);
    }

    private static void requireOneAPair(String side, Tensor rewards, PairTargets targets) {
        if (rewards.dim() != 1 || rewards.size(0) != targets.size()) {
            throw new IllegalArgumentException("rewards of the " + side + " side: found shape "
                    + Arrays.toString(Tensors.shape(rewards)) + ", need [" + targets.size() + "], one a pair");
        }
    }
}
