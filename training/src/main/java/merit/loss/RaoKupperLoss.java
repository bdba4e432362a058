package merit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Negative log-likelihood of Rao and Kupper's model of comparisons with ties (JASA 62, 1967): differences below a threshold are not
 * noticed. p(a over b) = pi_a / (pi_a + theta pi_b); what is left is a tie. With log pi a reward and d = r_a - r_b, p(a over b) =
 * sigmoid(d - log theta) and p(tie) = (theta^2 - 1) sigmoid(d - log theta) sigmoid(-d - log theta).
 *
 * @param logExcess the logarithm of theta - 1, so that theta stays above 1, [1]; learnt
 */
record RaoKupperLoss(Tensor logExcess) implements OutcomeCost.WithTies {
    private static final double LOG_TWO = Math.log(2);

    @Override
    public Tensor won(Tensor lead) {
        return torch.softplus(threshold().sub(lead));
    }

    @Override
    public Tensor tied(Tensor lead) {
        // log(theta^2 - 1) = log(theta - 1) + log(theta + 1), of which the second is log 2 + softplus(log(theta - 1) -
        // log 2)
        Tensor plusOne = torch.softplus(logExcess.sub(new Scalar(LOG_TWO))).add(new Scalar(LOG_TWO)); // [1]
        Tensor notNoticed = won(lead).add(won(lead.neg())); // [judgements]
        return notNoticed.sub(logExcess).sub(plusOne);
    }

    /** The logarithm of theta, [1]. */
    private Tensor threshold() {
        return torch.softplus(logExcess);
    }
}
