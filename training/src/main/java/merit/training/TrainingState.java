package merit.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run stands: what the log and {@code trainer_state.json} tell of it. For the trainer's thread. */
final class TrainingState {
    private final int stepsPerEpoch;
    private final int maxSteps;
    private final List<Map<String, Object>> logHistory = new ArrayList<>();
    private int batches;
    private int step;
    private long numTokens;
    private double trainSeconds;
    private int skipped;
    private int skippedInARow;
    private Optional<Integer> bestStep = Optional.empty();
    private double bestMetric = Double.NaN;

    /**
     * All of it that a resumed run begins with.
     *
     * @param batches steps, skipped ones too
     * @param bestMetric not a number where nothing was measured
     */
    record Memory(
            int batches,
            int step,
            long numTokens,
            double trainSeconds,
            int skipped,
            int skippedInARow,
            @Nullable Integer bestStep,
            double bestMetric,
            List<Map<String, Object>> logHistory) {}

    TrainingState(int stepsPerEpoch, TrainingConfig config) {
        this.stepsPerEpoch = stepsPerEpoch;
        this.maxSteps = config.schedule().totalSteps(stepsPerEpoch);
    }

    Memory memory() {
        return new Memory(
                batches,
                step,
                numTokens,
                trainSeconds,
                skipped,
                skippedInARow,
                bestStep.orElse(null),
                bestMetric,
                logHistory());
    }

    /** Takes over what was done before. */
    void restore(Memory memory) {
        batches = memory.batches;
        step = memory.step;
        numTokens = memory.numTokens;
        trainSeconds = memory.trainSeconds;
        skipped = memory.skipped;
        skippedInARow = memory.skippedInARow;
        bestStep = Optional.ofNullable(memory.bestStep);
        bestMetric = memory.bestMetric;
        logHistory.clear();
        logHistory.addAll(memory.logHistory);
    }

    int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    int maxSteps() {
        return maxSteps;
    }

    /** Steps taken. */
    int step() {
        return step;
    }

    /** Steps since the start, skipped ones too. */
    int batches() {
        return batches;
    }

    /** How many of them belong to the pass over the data that is going on. */
    int batchesOfEpoch() {
        return batches % stepsPerEpoch;
    }

    /** Passes over the data so far; a skipped step counts, its pairs were seen. */
    double epoch() {
        return (double) batches / stepsPerEpoch;
    }

    /** Whole passes over the data so far. */
    int epochsDone() {
        return batches / stepsPerEpoch;
    }

    /** Whether a pass over the data has just ended. */
    boolean epochEnds() {
        return batches % stepsPerEpoch == 0;
    }

    boolean done() {
        return batches >= maxSteps;
    }

    long numTokens() {
        return numTokens;
    }

    double trainSeconds() {
        return trainSeconds;
    }

    int skipped() {
        return skipped;
    }

    int skippedInARow() {
        return skippedInARow;
    }

    Optional<Integer> bestStep() {
        return bestStep;
    }

    double bestMetric() {
        return bestMetric;
    }

    List<Map<String, Object>> logHistory() {
        return List.copyOf(logHistory);
    }

    /** A step was taken. */
    void stepped(int tokens, double seconds) {
        batches++;
        step++;
        numTokens += tokens;
        trainSeconds += seconds;
        skippedInARow = 0;
    }

    /** A step was not taken, since something was not finite. */
    void skippedOne() {
        batches++;
        skipped++;
        skippedInARow++;
    }

    /** The evaluation after this step is the best so far. */
    void best(double metric) {
        bestStep = Optional.of(step);
        bestMetric = metric;
    }

    /**
     * What came of the run.
     *
     * @param restored whether the model has the best weights and not the last ones
     */
    TrainingSummary summary(TrainingEvent.StopReason reason, boolean restored, long startNanos) {
        return new TrainingSummary(
                step,
                reason,
                bestStep,
                restored,
                skipped,
                numTokens,
                trainSeconds,
                (System.nanoTime() - startNanos) / 1e9,
                logHistory());
    }

    /** Adds an entry to the log, with epoch and step, and returns it. */
    Map<String, Object> log(Map<String, Object> values) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("epoch", Math.round(epoch() * 1e4) / 1e4);
        entry.put("step", step);
        entry.put("global_step", step);
        entry.putAll(values);
        logHistory.add(entry);
        return Collections.unmodifiableMap(entry);
    }
}
