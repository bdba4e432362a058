package merit.scoring;

import java.util.List;

/**
 * Gives responses a reward. All that evaluation, ranking and serving know of a model. Thread-safe.
 */
public interface Scorer extends AutoCloseable {
    /** One score for each input, in order; empty for an empty list. Scores do not depend on the company. */
    List<Score> score(List<? extends ScoreInput> inputs);

    /** The raw reward of one response to one prompt. */
    default double score(String prompt, String response) {
        return score(List.of(ScoreInput.of(prompt, response))).get(0).value();
    }

    @Override
    default void close() {}
}
