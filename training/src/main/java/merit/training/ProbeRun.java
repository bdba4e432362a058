package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import org.jspecify.annotations.Nullable;

/**
 * A run that fits a probe in place of taking steps, and saves what came of it.
 *
 * @param output the run's folder; null saves nothing
 * @param stopped asked while the backbone reads rows; a stop leaves the model as it is, and saves nothing
 */
record ProbeRun(
        RewardModel model,
        TrainingConfig config,
        TrainingObserver observer,
        @Nullable Path output,
        Provenance provenance,
        BooleanSupplier stopped) {
    TrainingSummary run(TrainingSet data, TrainingState state, long startNanos) throws IOException {
        Engine.run(() -> model.freezeBackbone(0));
        ProbeTraining probe = new ProbeTraining(model, config, (EncodedPairs) data.train(), observer, stopped);
        RunRecord record = new RunRecord(config, data, provenance);
        RunStart begun = record.start(model);
        observer.on(probe.started(data));
        Map<String, Object> entry = stopped.getAsBoolean() ? null : probe.fit();
        if (entry != null) {
            observer.on(new TrainingEvent.Logged(state.log(entry)));
            measureSets(data, state);
        }
        if (entry != null && output != null) {
            Path saved = RunFolder.once(output, model, record, state, begun);
            observer.on(new TrainingEvent.Saved(state.step(), saved));
        }
        TrainingEvent.StopReason reason =
                entry == null ? TrainingEvent.StopReason.STOPPED : TrainingEvent.StopReason.COMPLETED;
        return state.summary(reason, false, startNanos);
    }

    static IllegalArgumentException notResumable(@Nullable Path run) {
        return new IllegalArgumentException(run + ": found the run of a probe, which takes no steps to go on"
                + " from; need a run that does. Fit it again: what the backbone gave of each row is kept");
    }

    /** Evaluation sets with names, which nothing measures by themselves later on. */
    private void measureSets(TrainingSet data, TrainingState state) {
        if (data.heldSets().isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Measured measured = new PairEvaluator(model, config).evaluate(data.held(), data.heldSets());
        observer.on(new TrainingEvent.Logged(state.log(measured.named())));
        observer.on(new TrainingEvent.Evaluated(
                state.step(),
                state.epoch(),
                measured.all(),
                measured.sets(),
                false,
                (System.nanoTime() - start) / 1e9));
    }
}
