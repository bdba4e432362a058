package merit.scoring;

/**
 * Blocks answers whose reward lies below a threshold.
 *
 * @param threshold lowest reward that passes
 * @param falseBlocks stated share of good answers that may be blocked
 * @param answers good ones that the threshold was fitted on
 */
public record Guard(double threshold, double falseBlocks, int answers) {
    public Guard {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a guard's threshold: found " + threshold + ", need a finite number");
        }
        checkRate(falseBlocks);
    }

    /** @throws IllegalArgumentException where this is no share of answers that a guard can be fitted to block */
    public static void checkRate(double falseBlocks) {
        if (!(falseBlocks > 0 && falseBlocks < 1)) {
            throw new IllegalArgumentException(
                    "rate of false blocks: found " + falseBlocks + ", need a share between 0 and 1, such as 0.01");
        }
    }

    /** Whether an answer with this reward is held back. */
    public boolean blocks(double reward) {
        return reward < threshold;
    }
}
