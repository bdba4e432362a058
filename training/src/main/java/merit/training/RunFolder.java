package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.StagedFolder;

/** The folder of a run: checkpoints while it goes on, at the end the model with all that belongs to it. */
final class RunFolder {
    private final Path folder;
    private final Checkpoints checkpoints;
    private final RunRecord record;
    private final AdamW optimizer;

    RunFolder(Path folder, TrainingConfig config, TrainingSet data, Provenance provenance, AdamW optimizer) {
        this.folder = folder;
        this.checkpoints = new Checkpoints(folder, config.watch().saveTotalLimit());
        this.record = new RunRecord(config, data, provenance);
        this.optimizer = optimizer;
    }

    /**
     * Looks whether there is room for the run and, where checkpoints are wanted, for one of them with its two moments a
     * trained weight: before the time goes into training.
     */
    void requireRoom(RewardModel model, boolean withCheckpoint) throws IOException {
        long weights = model.parameterCount() + 2 * model.trainedParameterCount();
        RewardModelFolder.requireRoom(model, folder, withCheckpoint ? Float.BYTES * weights : 0);
    }

    /** Deletes the checkpoints of a run that was in the folder before. */
    void deleteFormerCheckpoints(RewardModel model) throws IOException {
        checkpoints.deleteFormer(model.base());
    }

    /** Saves a checkpoint; returns its folder. */
    Path checkpoint(RewardModel model, TrainingState state) throws IOException {
        RewardModelFolder.Companions companions = staged -> {
            record.writeState(staged, state);
            optimizer.save(staged.path("optimizer.safetensors"));
        };
        return checkpoints.save(state.step(), model, companions, state.bestStep());
    }

    Path checkpointFolder(int step) {
        return checkpoints.folder(step);
    }

    /** Saves the model and the record of its run; returns the run's folder. */
    Path finish(RewardModel model, TrainingState state) throws IOException {
        RewardModelFolder.save(model, folder, staged -> writeAll(staged, state));
        return folder;
    }

    private void writeAll(StagedFolder staged, TrainingState state) throws IOException {
        record.writeState(staged, state);
        record.writeAll(staged);
    }
}
