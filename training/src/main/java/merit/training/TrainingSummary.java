package merit.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param steps optimizer steps taken
 * @param reason why it ended
 * @param bestStep the step with the best held-out metric, where anything was held out
 * @param restored whether the model now has the weights of that step and not the last ones
 * @param skipped steps left out since loss or gradient was not finite
 * @param numTokens real tokens computed in training steps
 * @param trainSeconds spent in training steps
 * @param seconds in all, with encoding, evaluation and saving
 * @param logHistory what {@code trainer_state.json} says, by the names of the field
 */
public record TrainingSummary(
        int steps,
        TrainingEvent.StopReason reason,
        Optional<Integer> bestStep,
        boolean restored,
        int skipped,
        long numTokens,
        double trainSeconds,
        double seconds,
        List<Map<String, Object>> logHistory) {
    /** Real tokens a second in training steps: no padding, each distinct row once, no evaluation. */
    public double tokensPerSecond() {
        return trainSeconds > 0 ? numTokens / trainSeconds : 0;
    }
}
