package merit.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.layer.LayerMeans;
import merit.preference.DropReason;
import merit.training.probe.ProbeFit;

/** What happens in training, in the order in which it happens. */
public sealed interface TrainingEvent {
    /**
     * Data are encoded and the first step is next.
     *
     * @param trainPairs pairs to train on, after dropping
     * @param mixture what is drawn of each data set in a pass, where they are mixed by weight
     * @param evalPairs held-out pairs, after dropping
     * @param evalSets how many of them are of each evaluation set that has a name
     * @param dropped pairs left out, by reason
     * @param stepsPerEpoch optimizer steps in one pass over the pairs
     * @param maxSteps optimizer steps in all
     * @param parameters of the model
     * @param trainedParameters those of them that change
     */
    record Started(
            int trainPairs,
            List<MixedSet> mixture,
            int evalPairs,
            Map<String, Integer> evalSets,
            Map<DropReason, Long> dropped,
            int stepsPerEpoch,
            int maxSteps,
            long parameters,
            long trainedParameters)
            implements TrainingEvent {}

    /** Sets on disk are tokenised. */
    record Tokenizing(int sets, int ofSets) implements TrainingEvent {}

    /**
     * The tokens of all answers of sets on disk are known.
     *
     * @param made whether they were tokenised now, and not before
     * @param file where they are kept
     */
    record TokensKnown(int rows, long tokens, boolean made, Path file, double seconds) implements TrainingEvent {}

    /**
     * A file of the token cache cannot be used, and is made anew.
     *
     * @param found what is wrong with it
     */
    record CacheUnusable(Path file, String found) implements TrainingEvent {}

    /**
     * What the frozen blocks below the trained ones give of rows is about to be computed and written.
     *
     * @param block the lowest that is trained, from 0
     * @param blocks of the backbone
     * @param rows distinct ones
     * @param missing how many of them are not known yet
     * @param bytes that these take
     * @param kept whether the file stays for other runs
     */
    record KeepingStates(int block, int blocks, int rows, int missing, long bytes, Path file, boolean kept)
            implements TrainingEvent {}

    /** It cannot be kept, so each step goes through all blocks. */
    record StatesNotKept(String reason) implements TrainingEvent {}

    /** The frozen backbone, or the frozen blocks, read the rows, each once. */
    record ReadingFeatures(int rows, int ofRows) implements TrainingEvent {}

    /**
     * What the frozen backbone, or its frozen blocks, give of all rows is known.
     *
     * @param rows distinct ones
     * @param computed how many of them were not known before
     * @param file where they are kept
     * @param kept whether the file stays for other runs
     */
    record FeaturesKnown(int rows, int computed, Path file, boolean kept, double seconds) implements TrainingEvent {}

    /**
     * A run that was cut short goes on.
     *
     * @param step steps that are done; 0 where there was no checkpoint yet
     * @param epoch passes over the data that are done, a fraction
     * @param passedOver checkpoints that are not whole, newest first, with what is wrong with them
     * @param logHistory the log so far
     */
    record Resumed(int step, double epoch, List<String> passedOver, List<Map<String, Object>> logHistory)
            implements TrainingEvent {}

    /** An entry of the log, as {@code log_history} has it. */
    record Logged(Map<String, Object> entry) implements TrainingEvent {}

    /** The frozen backbone reads the rows that a new head is fitted on. */
    record Probing(int rows, int ofRows) implements TrainingEvent {}

    /**
     * A new head was fitted on the frozen backbone.
     *
     * @param penalty that was best over folds of the training prompts
     * @param loss over pairs that were not fitted, the mean of those folds; log 2 for a head that knows nothing
     * @param converged whether the fit came to an end; else the head is not the best one
     * @param seconds that it took
     */
    record HeadFitted(double penalty, double loss, boolean converged, double seconds) implements TrainingEvent {}

    /**
     * A probe was fitted.
     *
     * @param reading what the new head reads
     * @param answer what was chosen for it
     * @param seconds that the fit took, without the features
     */
    record Probed(LayerMeans reading, ProbeFit.Answer answer, double seconds) implements TrainingEvent {}

    /**
     * An optimizer step was taken.
     *
     * @param step from 1
     * @param epoch passes over the data so far, a fraction
     * @param metrics of the step's pairs, before the step
     * @param tokens real tokens in this step, each distinct row once
     * @param numTokens real tokens since the start
     * @param learningRate of the backbone, in this step
     * @param gradNorm of all gradients together, before clipping
     * @param seconds that the step took
     */
    record StepDone(
            int step,
            double epoch,
            StepMetrics metrics,
            int tokens,
            long numTokens,
            double learningRate,
            double gradNorm,
            double seconds)
            implements TrainingEvent {}

    /** A step whose loss or gradient was not finite: weights, optimizer and schedule stay as they were. */
    record Skipped(int step, String reason, int inARow) implements TrainingEvent {}

    /**
     * The held-out pairs were scored.
     *
     * @param metrics of all of them
     * @param sets of each evaluation set that has a name
     * @param best whether this is the best so far
     */
    record Evaluated(
            int step, double epoch, StepMetrics metrics, Map<String, StepMetrics> sets, boolean best, double seconds)
            implements TrainingEvent {}

    /** The same few pairs after each epoch. */
    record Examples(int step, double epoch, List<ScoredExample> examples) implements TrainingEvent {}

    /** A checkpoint, or at the end the run itself, was written. */
    record Saved(int step, Path folder) implements TrainingEvent {}

    /** The last event of a run that did not fail. */
    record Finished(TrainingSummary summary) implements TrainingEvent {}

    /** Why a run ended. */
    enum StopReason {
        /** All steps were taken. */
        COMPLETED,
        /** The held-out metric no longer improved. */
        EARLY_STOPPING,
        /** {@link RewardTrainer#stop()} was called. */
        STOPPED
    }
}
