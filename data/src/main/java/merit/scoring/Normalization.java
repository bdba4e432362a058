package merit.scoring;

import java.util.Arrays;
import java.util.List;

/**
 * Puts rewards on the scale of a reference set: 0 is its mean answer, 1 is one standard deviation above. Order and
 * preferences stay as they are; what changes is that a number can be read, and that models can be averaged.
 *
 * @param mean of the reference set's rewards
 * @param deviation with n - 1; above 0
 * @param answers in the reference set
 */
public record Normalization(double mean, double deviation, int answers) {
    public Normalization {
        if (!Double.isFinite(mean) || !(deviation > 0 && Double.isFinite(deviation))) {
            throw new IllegalArgumentException("normalisation: found mean " + mean + " and deviation " + deviation
                    + ", need finite numbers and a deviation above 0; take a reference set whose rewards differ");
        }
    }

    /** @param rewards of the reference set, two or more that are not all equal */
    public static Normalization of(double[] rewards) {
        if (rewards.length < 2) {
            throw new IllegalArgumentException(
                    "a reference set: found " + rewards.length + " rewards, need two or more");
        }
        double mean = Arrays.stream(rewards).average().orElseThrow();
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        return new Normalization(mean, Math.sqrt(squares / (rewards.length - 1)), rewards.length);
    }

    public double normalize(double reward) {
        return (reward - mean) / deviation;
    }

    /** A score with its spread; parts by objective stay raw, each has a scale of its own. */
    public Score normalize(Score score) {
        Double spread = score.spread();
        return new Score(
                normalize(score.value()),
                score.objectives(),
                spread == null ? null : spread / deviation,
                score.tokens(),
                score.truncatedTokens());
    }

    /** {@code raw} with its rewards on this scale; closing it closes {@code raw}. */
    public Scorer over(Scorer raw) {
        return new Scorer() {
            @Override
            public List<Score> score(List<? extends ScoreInput> inputs) {
                return raw.score(inputs).stream()
                        .map(Normalization.this::normalize)
                        .toList();
            }

            @Override
            public void close() {
                raw.close();
            }
        };
    }
}
