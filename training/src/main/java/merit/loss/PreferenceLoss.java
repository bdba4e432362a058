package merit.loss;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What judgements cost under rewards, always in fp32. Stateless but for a tie parameter, which stays its owner's; safe on any thread;
 * returned tensors belong to the caller's scope.
 */
public sealed interface PreferenceLoss permits PairwiseLoss, PlackettLuceLoss {
    /**
     * What these judgements add to the weighted mean over a larger step: parts of a step sum to its mean, where no list is cut.
     *
     * @param rewards of answers, each once, [answers]
     * @param stepWeight of all judgements of the step, as if each objective counted 1: so one that counts half moves the weights half
     *     as much
     * @return a scalar, fp32
     */
    Tensor part(Tensor rewards, Comparisons judged, double stepWeight);

    /**
     * The loss of a configuration.
     *
     * @param ties the logarithm of what the tie model's parameter is above its least, [1]; where the loss learns ties
     */
    static PreferenceLoss of(LossConfig config, @Nullable Tensor ties) {
        return switch (config.loss()) {
            case BRADLEY_TERRY, K_WISE -> new PairwiseLoss(config, new BradleyTerryLoss());
            case HINGE -> new PairwiseLoss(config, new HingeLoss(config.hingeMargin()));
            case FOCAL -> new PairwiseLoss(config, new FocalLoss(config.focalGamma()));
            case DAVIDSON -> new PairwiseLoss(config, new DavidsonLoss(given(ties)));
            case RAO_KUPPER -> new PairwiseLoss(config, new RaoKupperLoss(given(ties)));
            case PLACKETT_LUCE, LISTMLE -> new PlackettLuceLoss(config);
        };
    }

    private static Tensor given(@Nullable Tensor ties) {
        if (ties == null) {
            throw new IllegalArgumentException("ties: found no parameter, need one for a loss that learns ties");
        }
        return ties;
    }
}
