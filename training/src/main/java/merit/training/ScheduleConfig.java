package merit.training;

import static merit.training.Limits.require;
import static merit.training.Limits.requireFrom;

/**
 * How long to train, and the learning rate over that time.
 *
 * @param numTrainEpochs passes over the data; may be a fraction
 * @param maxSteps optimizer steps in all, in place of epochs; -1 leaves it to the epochs
 * @param lrSchedulerType what follows warm-up
 * @param warmupSteps steps from 0 to the full rate; below 1, a share of all steps
 */
public record ScheduleConfig(double numTrainEpochs, int maxSteps, LrSchedulerType lrSchedulerType, double warmupSteps) {
    public static final ScheduleConfig DEFAULT = new ScheduleConfig(1, -1, LrSchedulerType.LINEAR, 0.1);

    public ScheduleConfig {
        require(
                numTrainEpochs > 0 && Double.isFinite(numTrainEpochs),
                "num_train_epochs",
                numTrainEpochs,
                "a number above 0");
        require(
                maxSteps == -1 || maxSteps > 0,
                "max_steps",
                maxSteps,
                "a number above 0, or -1 for as many as the epochs take");
        requireFrom("warmup_steps", warmupSteps, 0);
    }

    /** Optimizer steps in all, for epochs of so many steps. */
    public int totalSteps(int stepsPerEpoch) {
        return maxSteps > 0 ? maxSteps : (int) Math.ceil(numTrainEpochs * stepsPerEpoch);
    }
}
