package merit.serving.dialect;

/**
 * What holds for all dialects.
 *
 * @param nativeActivation whether a request that says nothing of activation gets what the dialect's own server would do, and not
 *     the raw score
 * @param normalizeReward whether a request that says nothing of it gets scores on the scale of the model's reference set
 */
public record Conventions(boolean nativeActivation, boolean normalizeReward) {
    /** Raw scores, unless a request asks otherwise. */
    public static final Conventions RAW = new Conventions(false, false);
}
