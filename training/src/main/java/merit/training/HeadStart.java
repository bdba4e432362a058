package merit.training;

/**
 * What a new head starts from. A head that knows nothing sends gradients of no meaning into the backbone until it has learnt
 * something (Kumar et al., "Fine-tuning can distort pretrained features and underperform out-of-distribution", 2022).
 */
public enum HeadStart {
    /** Fitted on the frozen backbone before the first step: one forward pass over the data. */
    PROBE,
    /** Small random weights. */
    RANDOM
}
