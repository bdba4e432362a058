package merit.serving.dialect;

/**
 * What holds for all dialects.
 *
 * @param nativeActivation whether a request that says nothing of activation gets what the dialect's own server would do, and not
 *     the raw score
 */
public record Conventions(boolean nativeActivation) {
    /** Raw scores, unless a request asks otherwise. */
    public static final Conventions RAW = new Conventions(false);
}
