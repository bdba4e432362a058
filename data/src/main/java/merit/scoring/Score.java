package merit.scoring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Scorer} says of one input.
 *
 * @param value the raw reward, higher is better; never squashed
 * @param objectives what the model says besides, by name and in the model's order; empty for a model with one output
 * @param spread standard deviation over an ensemble's members, or null
 * @param tokens how many tokens the model read, or null where the scorer cannot know
 * @param truncatedTokens how many were cut away to fit, or null where the scorer cannot know
 */
public record Score(
        double value,
        Map<String, Double> objectives,
        @Nullable Double spread,
        @Nullable Integer tokens,
        @Nullable Integer truncatedTokens) {
    public Score {
        objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
    }

    /** A number of which nothing else is known. */
    public static Score of(double value) {
        return new Score(value, Map.of(), null, null, null);
    }
}
