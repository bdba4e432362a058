package merit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * (1 - p)^gamma times Bradley and Terry's -log p, with p the probability of what was judged: what is right already counts less (Lin
 * et al., "Focal loss for dense object detection", 2017; on pairs of rewards in Cai et al., "InternLM2 technical report", 2024,
 * whose factor is 1 up to p = 1/2 and falls twice as fast from there, which is not supported).
 *
 * <p>1 - p = sigmoid(-lead) = exp(-softplus(lead)), so that nothing is taken from 1.
 *
 * @param gamma the paper's; 0 is Bradley-Terry
 */
record FocalLoss(double gamma) implements OutcomeCost.WithoutTies {
    @Override
    public Tensor won(Tensor lead) {
        Tensor factor = torch.softplus(lead).mul(new Scalar(-gamma)).exp(); // [judgements]
        return torch.softplus(lead.neg()).mul(factor);
    }
}
