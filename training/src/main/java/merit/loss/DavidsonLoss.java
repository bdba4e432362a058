package merit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Negative log-likelihood of Davidson's model of comparisons with ties (JASA 65, 1970): the odds of a win, a tie and a loss are pi_a :
 * nu sqrt(pi_a pi_b) : pi_b. With log pi a reward and d = r_a - r_b they are e^(d/2) : nu : e^(-d/2); without ties they are
 * Bradley and Terry's.
 *
 * @param logNu the logarithm of nu, [1]; learnt
 */
record DavidsonLoss(Tensor logNu) implements OutcomeCost.WithTies {
    @Override
    public Tensor won(Tensor lead) {
        return logSum(lead.neg(), logNu.sub(lead.mul(new Scalar(0.5))));
    }

    @Override
    public Tensor tied(Tensor lead) {
        Tensor half = lead.mul(new Scalar(0.5));
        return logSum(half.sub(logNu), half.neg().sub(logNu));
    }

    /** The logarithm of the sum of the odds, those of the outcome itself being 1 and of the others e^second and e^third. */
    private static Tensor logSum(Tensor second, Tensor third) {
        Tensor own = torch.zeros_like(second);
        return torch.stack(new TensorVector(own, second, third)).logsumexp(0);
    }
}
