package merit.evaluation.metric;

import org.jspecify.annotations.Nullable;

/**
 * How to evaluate.
 *
 * @param bootstrap of every interval
 * @param rating which attribute of a candidate is its true rating, or null to take that of quality, score, overall, rating,
 *     helpfulness by which most prompts are rated; of several such the first
 * @param rowsPerCall how many rows go to the scorer at once, between two calls of {@code progress}
 * @param progress told after each call
 */
public record EvaluationOptions(
        ClusteredBootstrap bootstrap, @Nullable String rating, int rowsPerCall, Progress progress) {
    /** 2,000 resamples, 95 %, the rating found by itself, no progress. */
    public static final EvaluationOptions STANDARD =
            new EvaluationOptions(ClusteredBootstrap.STANDARD, null, 256, Progress.NONE);

    public EvaluationOptions {
        if (rowsPerCall < 1) {
            throw new IllegalArgumentException("rowsPerCall: found " + rowsPerCall + ", need 1 or more");
        }
    }

    public EvaluationOptions withProgress(Progress told) {
        return new EvaluationOptions(bootstrap, rating, rowsPerCall, told);
    }

    public EvaluationOptions withRating(String attribute) {
        return new EvaluationOptions(bootstrap, attribute, rowsPerCall, progress);
    }

    public EvaluationOptions withBootstrap(ClusteredBootstrap other) {
        return new EvaluationOptions(other, rating, rowsPerCall, progress);
    }
}
