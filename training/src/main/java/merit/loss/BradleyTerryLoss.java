package merit.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Negative log-likelihood of Bradley and Terry's model (Biometrika 39, 1952): p(a over b) = sigmoid(r_a - r_b), so that a win
 * costs softplus(-(r_a - r_b)). The paper's log pi_i is a reward. Finite for any difference.
 */
record BradleyTerryLoss() implements OutcomeCost.WithoutTies {
    @Override
    public Tensor won(Tensor lead) {
        return torch.softplus(lead.neg());
    }
}
