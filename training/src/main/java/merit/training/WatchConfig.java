package merit.training;

import static merit.training.Limits.require;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * When to evaluate, log and save, which checkpoint counts as best and when to stop for it.
 *
 * @param evalStrategy when to evaluate on the held-out pairs
 * @param evalSteps steps between evaluations, where the strategy is by steps
 * @param evalOnStart whether to evaluate before the first step too; that never counts as the best
 * @param loggingSteps steps between entries of the log; observers hear of every step
 * @param saveStrategy when to save a checkpoint
 * @param saveSteps steps between checkpoints, where the strategy is by steps
 * @param saveTotalLimit checkpoints to keep, the best one among them; 0 keeps all
 * @param loadBestModelAtEnd whether the run ends with the best weights seen, not the last
 * @param metricForBestModel any that an evaluation logs, of a named evaluation set too ({@code helpful_accuracy}); of {@code loss}
 *     and {@code ties} lower is better, of all else higher
 * @param earlyStoppingPatience evaluations without a better one before training stops; 0 never stops
 */
public record WatchConfig(
        IntervalStrategy evalStrategy,
        int evalSteps,
        boolean evalOnStart,
        int loggingSteps,
        IntervalStrategy saveStrategy,
        int saveSteps,
        int saveTotalLimit,
        boolean loadBestModelAtEnd,
        String metricForBestModel,
        int earlyStoppingPatience) {
    /** What is measured of any pairs. */
    static final List<String> METRICS =
            List.of("loss", "accuracy", "ties", "margin", "mean_reward", "min_reward", "max_reward");

    public static final WatchConfig DEFAULT =
            new WatchConfig(IntervalStrategy.EPOCH, 100, false, 10, IntervalStrategy.EPOCH, 500, 2, true, "loss", 0);

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
        if (metricOf(metricForBestModel).isEmpty()) {
            refuse(metricForBestModel, List.of(metricForBestModel.replaceFirst("_.*", "")));
        }
    }

    /** Whether held-out pairs are scored while training. */
    boolean evaluates() {
        return evalStrategy != IntervalStrategy.NO || evalOnStart;
    }

    /** Whether a larger value of the metric is the better one. */
    public boolean greaterIsBetter() {
        return !List.of("loss", "ties").contains(metricOf(metricForBestModel).orElseThrow());
    }

    /**
     * Looks whether the metric is of something that is measured.
     *
     * @param sets the evaluation sets that have names
     * @throws IllegalArgumentException where it is not, with the nearest one that is
     */
    void requireMeasured(Collection<String> sets) {
        if (!Measured.metrics(sets).contains(metricForBestModel)) {
            refuse(metricForBestModel, sets);
        }
    }

    /** What is measured of pairs, whichever set they are of. */
    private static Optional<String> metricOf(String name) {
        return METRICS.stream()
                .filter(metric -> name.equals(metric) || name.matches(".+_" + metric))
                .findFirst();
    }

    private static void refuse(String metric, Collection<String> sets) {
        throw new IllegalArgumentException("metric_for_best_model: found " + metric + ", need one of "
                + String.join(", ", METRICS) + ", or NAME_ and one of these for an evaluation set NAME"
                + ". Did you mean " + TrainingOptions.nearest(metric, new LinkedHashSet<>(Measured.metrics(sets)))
                + "?");
    }
}
