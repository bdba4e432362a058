package merit.preference.synthetic;

/**
 * What {@link SyntheticPreferences} makes.
 *
 * @param prompts how many prompts, from 1
 * @param minCandidates fewest responses a prompt, 2 to 4
 * @param maxCandidates most responses a prompt, from {@code minCandidates} to 4
 * @param noise share of judgements that are flipped, 0 to 0.5; 0.5 leaves nothing to learn
 * @param seed the same seed gives the same sets
 */
public record SyntheticConfig(long prompts, int minCandidates, int maxCandidates, double noise, long seed) {
    public static final long DEFAULT_PROMPTS = 1_000;
    public static final long DEFAULT_SEED = 42;
    static final int MOST_CANDIDATES = 4;

    public SyntheticConfig {
        if (prompts < 1) {
            throw new IllegalArgumentException("prompts: found " + prompts + ", need at least 1");
        }
        if (minCandidates < 2 || maxCandidates < minCandidates || maxCandidates > MOST_CANDIDATES) {
            throw new IllegalArgumentException("candidates a prompt: found " + minCandidates + " to " + maxCandidates
                    + ", need a range within 2 to " + MOST_CANDIDATES);
        }
        if (!(noise >= 0 && noise <= 0.5)) {
            throw new IllegalArgumentException("noise: found " + noise + ", need 0 to 0.5");
        }
    }

    /** A thousand prompts with two to four candidates, no noise, seed 42. */
    public static SyntheticConfig defaults() {
        return new SyntheticConfig(DEFAULT_PROMPTS, 2, MOST_CANDIDATES, 0, DEFAULT_SEED);
    }

    public SyntheticConfig withPrompts(long count) {
        return new SyntheticConfig(count, minCandidates, maxCandidates, noise, seed);
    }

    public SyntheticConfig withCandidates(int fewest, int most) {
        return new SyntheticConfig(prompts, fewest, most, noise, seed);
    }

    public SyntheticConfig withNoise(double share) {
        return new SyntheticConfig(prompts, minCandidates, maxCandidates, share, seed);
    }

    public SyntheticConfig withSeed(long value) {
        return new SyntheticConfig(prompts, minCandidates, maxCandidates, noise, value);
    }
}
