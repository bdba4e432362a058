package merit.rewardmodel;

/** Which of a row's hidden states the head reads. */
public enum Pooling {
    /** The first token, as it is. */
    FIRST,
    /** The mean over real tokens, standardised to mean 0 and variance 1 over its features. */
    MEAN,
    /** The first token through a dense layer and tanh: the backbone's own pooler, or a new one where it has none. */
    POOLER,
    /** The last real token; for decoders. */
    LAST,
    /** Means of several layers, of which {@code merit.json} says which; what a probe makes, and no new head begins with. */
    LAYERS,
    /** Whatever the family's own classifier reads, through whatever layers it has there. */
    OWN,
    /** What suits the backbone: see the reward model. */
    AUTO
}
