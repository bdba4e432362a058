package merit.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * What the outcome of a comparison costs, by how far the first answer leads. That the second one wins costs what a win costs at the
 * opposite lead.
 */
sealed interface OutcomeCost {
    /**
     * That the first answer is the better one.
     *
     * @param lead its reward less that of the second, [judgements]
     * @return [judgements]
     */
    Tensor won(Tensor lead);

    /** A model with three outcomes. Where there are only two, a tie is half a win of either. */
    sealed interface WithTies extends OutcomeCost permits DavidsonLoss, RaoKupperLoss {
        /** That neither is, [judgements]. */
        Tensor tied(Tensor lead);
    }

    /** A model with two outcomes. */
    sealed interface WithoutTies extends OutcomeCost permits BradleyTerryLoss, HingeLoss, FocalLoss {}
}
