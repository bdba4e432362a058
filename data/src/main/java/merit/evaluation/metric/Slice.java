package merit.evaluation.metric;

/**
 * Accuracy on part of the pairs.
 *
 * @param by what the data was cut by, such as {@code user turns} or a field of the metadata
 * @param value which part this is
 * @param accuracy strict wins, as in {@link PairMetrics#accuracy}
 * @param difference to the accuracy on all other pairs
 * @param probability two-sided p-value of no difference
 * @param adjusted the same, adjusted for the number of slices looked at; 1 for a small slice, which is not ranked
 * @param small whether it has too few prompts to conclude anything
 */
public record Slice(
        String by,
        String value,
        int pairs,
        int prompts,
        Interval accuracy,
        double difference,
        double probability,
        double adjusted,
        boolean small) {
    /** Slices with fewer prompts are small. */
    public static final int ENOUGH_PROMPTS = 30;

    private static final double RARE = 0.05;

    /** Whether the accuracy here differs from that elsewhere by more than chance, many slices being looked at. */
    public boolean isNotable() {
        return !small && adjusted < RARE;
    }

    Slice withAdjusted(double other) {
        return new Slice(by, value, pairs, prompts, accuracy, difference, probability, other, small);
    }
}
