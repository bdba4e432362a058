package merit.evaluation.metric;

/**
 * What the metrics need of one pair.
 *
 * @param chosen score of the answer that was preferred
 * @param rejected score of the other
 * @param chosenLength characters
 * @param rejectedLength characters
 * @param cluster pairs with the same key are resampled together: the first user turn
 */
public record ScoredPair(double chosen, double rejected, int chosenLength, int rejectedLength, String cluster) {
    public ScoredPair {
        if (!Double.isFinite(chosen) || !Double.isFinite(rejected)) {
            throw new IllegalArgumentException(
                    "a score is not a number: found " + chosen + " and " + rejected + ", need finite scores");
        }
    }

    /** Chosen less rejected; positive where the scorer agrees with the label. */
    public double difference() {
        return chosen - rejected;
    }
}
