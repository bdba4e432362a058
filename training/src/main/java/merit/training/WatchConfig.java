package merit.training;

import static merit.training.Limits.require;

/**
 * When to evaluate, log and save, which checkpoint counts as best and when to stop for it.
 *
 * @param evalStrategy when to evaluate on the held-out pairs
 * @param evalSteps steps between evaluations, where the strategy is by steps
 * @param loggingSteps steps between entries of the log; observers hear of every step
 * @param saveStrategy when to save a checkpoint
 * @param saveSteps steps between checkpoints, where the strategy is by steps
 * @param saveTotalLimit checkpoints to keep, the best one among them; 0 keeps all
 * @param loadBestModelAtEnd whether the run ends with the best weights seen, not the last
 * @param metricForBestModel {@code loss} (lower is better), {@code accuracy} or {@code margin} (higher is better)
 * @param earlyStoppingPatience evaluations without a better one before training stops; 0 never stops
 */
public record WatchConfig(
        IntervalStrategy evalStrategy,
        int evalSteps,
        int loggingSteps,
        IntervalStrategy saveStrategy,
        int saveSteps,
        int saveTotalLimit,
        boolean loadBestModelAtEnd,
        String metricForBestModel,
        int earlyStoppingPatience) {
    public static final WatchConfig DEFAULT =
            new WatchConfig(IntervalStrategy.EPOCH, 100, 10, IntervalStrategy.EPOCH, 500, 2, true, "loss", 0);

    public WatchConfig {
        require(evalSteps > 0, "eval_steps", evalSteps, "a number above 0");
        require(loggingSteps > 0, "logging_steps", loggingSteps, "a number above 0");
        require(saveSteps > 0, "save_steps", saveSteps, "a number above 0");
        require(saveTotalLimit >= 0, "save_total_limit", saveTotalLimit, "a number from 0 (0 keeps all)");
        require(
                earlyStoppingPatience >= 0,
                "early_stopping_patience",
                earlyStoppingPatience,
                "a number from 0 (0 never stops)");
        metricForBestModel =
                metricForBestModel.startsWith("eval_") ? metricForBestModel.substring(5) : metricForBestModel;
        require(
                metricForBestModel.matches("loss|accuracy|margin"),
                "metric_for_best_model",
                metricForBestModel,
                "loss, accuracy or margin");
    }

    /** Whether a larger value of the metric is the better one. */
    public boolean greaterIsBetter() {
        return !metricForBestModel.equals("loss");
    }
}
