package merit.serving.dialect;

import java.util.List;
import merit.scoring.Score;

/** The names of a model's outputs. */
final class Labels {
    private Labels() {}

    /** In the order of {@link Activation#ofAll}. */
    static List<String> of(Score score) {
        return score.objectives().isEmpty()
                ? List.of("reward")
                : List.copyOf(score.objectives().keySet());
    }
}
