package merit.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.StagedFolder;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run: how it began, checkpoints while it goes on, at the end the model with all that belongs to it.
 *
 * <p>A checkpoint is a whole model, and beside it what its files round or leave out: the head and an adapter bit for bit, the
 * optimizer's state, the best weights where they are others, and a {@link ResumePoint}.
 */
final class RunFolder {
    private static final String WEIGHTS = "model.safetensors";
    private static final String EXACT = "exact.safetensors";
    private static final String BEST = "best.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";

    private final Path folder;
    private final Checkpoints checkpoints;
    private final RunRecord record;
    private final RunOptimizer optimizer;
    private RunStart start;

    private RunFolder(Path folder, RunRecord record, int limit, RunOptimizer optimizer, RunStart start) {
        this.folder = folder;
        this.checkpoints = new Checkpoints(folder, limit);
        this.record = record;
        this.optimizer = optimizer;
        this.start = start;
    }

    /** The folder of a run that begins with this model; its former checkpoints go. */
    static RunFolder begin(Path folder, RewardModel model, RunRecord record, RunOptimizer optimizer)
            throws IOException {
        WatchConfig watch = record.config().watch();
        RunFolder run = new RunFolder(folder, record, watch.saveTotalLimit(), optimizer, record.start(model));
        boolean saves = watch.saveStrategy() != IntervalStrategy.NO;
        run.requireRoom(model, saves);
        if (saves) {
            run.writeStart();
        }
        run.checkpoints.deleteFormer(model.base());
        return run;
    }

    /** Saves a model that was made at once, without steps and checkpoints, and the record of its run; returns the folder. */
    static Path once(Path folder, RewardModel model, RunRecord record, TrainingState state, RunStart start)
            throws IOException {
        new Checkpoints(folder, 0).deleteFormer(model.base());
        save(folder, model, record, state, start.finished(true));
        return folder;
    }

    private static void save(Path folder, RewardModel model, RunRecord record, TrainingState state, RunStart start)
            throws IOException {
        RewardModelFolder.save(model, folder, staged -> {
            record.writeState(staged, state);
            record.writeAll(staged);
            start.write(staged);
        });
    }

    /**
     * The folder of a run that goes on.
     *
     * @throws IllegalArgumentException where data or model are not those that it began with
     */
    static RunFolder resume(Path folder, RewardModel model, RunRecord record, RunOptimizer optimizer)
            throws IOException {
        RunStart start = RunStart.read(folder).continued(record.start(model), folder);
        int limit = record.config().watch().saveTotalLimit();
        RunFolder run = new RunFolder(folder, record, limit, optimizer, start);
        run.requireRoom(model, true);
        run.writeStart();
        return run;
    }

    /**
     * Looks whether there is room for the run and, where checkpoints are wanted, for one of them with two moments and a best
     * value a trained weight: before the time goes into training.
     */
    private void requireRoom(RewardModel model, boolean withCheckpoint) throws IOException {
        long weights = model.parameterCount() + 3 * model.trainedParameterCount();
        RewardModelFolder.requireRoom(model, folder, withCheckpoint ? Float.BYTES * weights : 0);
    }

    private void writeStart() throws IOException {
        try (StagedFolder staged = StagedFolder.open(folder)) {
            start.write(staged);
            staged.commit();
        }
    }

    /**
     * The checkpoint to go on from.
     *
     * @param point where it stands; null where there is none
     * @param passedOver newer ones that are not whole, and why
     */
    record Found(@Nullable ResumePoint point, List<String> passedOver) {}

    /** The newest checkpoint of this run that is whole. */
    Found newest() throws IOException {
        List<String> passedOver = new ArrayList<>();
        ResumePoint newest = null;
        for (int step : checkpoints.begun()) {
            Path checkpoint = checkpoints.folder(step);
            try {
                ResumePoint point = whole(checkpoint);
                if (point.run().equals(start.id())) {
                    checkpoints.adopt(step);
                    newest = point;
                    passedOver.clear();
                }
            } catch (IllegalArgumentException | UncheckedIOException e) {
                passedOver.add(0, checkpoint.getFileName() + ": " + e.getMessage());
            }
        }
        return new Found(newest, passedOver);
    }

    private static ResumePoint whole(Path checkpoint) throws IOException {
        if (!RewardModelFolder.isSaved(checkpoint)) {
            throw new IllegalArgumentException("half written");
        }
        StagedFolder.recover(checkpoint);
        ResumePoint point = ResumePoint.read(checkpoint);
        for (String name : List.of(WEIGHTS, EXACT, OPTIMIZER)) {
            Safetensors.open(checkpoint.resolve(name)).close(); // refuses one that is cut short
        }
        return point;
    }

    /** Gives model, optimizer and best weights what they had at a checkpoint. */
    void restore(RewardModel model, BestWeights best, TrainingState.Memory state) {
        Path checkpoint = checkpoints.folder(state.step());
        Engine.run(() -> restore(model, checkpoint));
        optimizer.load(checkpoint.resolve(OPTIMIZER));
        Integer bestStep = state.bestStep();
        if (record.config().watch().loadBestModelAtEnd() && bestStep != null) {
            if (bestStep == state.step()) {
                best.remember();
            } else {
                best.load(checkpoint.resolve(BEST));
            }
        }
    }

    private static void restore(RewardModel model, Path checkpoint) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off();
                Safetensors exact = Safetensors.open(checkpoint.resolve(EXACT));
                Safetensors whole = Safetensors.open(checkpoint.resolve(WEIGHTS))) {
            Map<String, Tensor> parameters = exact(model);
            parameters.putAll(model.trainedParameters());
            parameters.forEach((name, parameter) ->
                    parameter.copy_((exact.shapes().containsKey(name) ? exact : whole).read(name)));
        }
    }

    /** What the model's own files hold rounded: the head, ties, and the adapter that is merged there. On the engine thread. */
    private static Map<String, Tensor> exact(RewardModel model) {
        Map<String, Tensor> exact = new LinkedHashMap<>(model.headParameters());
        exact.putAll(model.ties().parameters());
        if (model.adapter() != null) {
            exact.putAll(model.trainedParameters());
        }
        return exact;
    }

    /**
     * Saves a checkpoint; returns its folder.
     *
     * @param best the weights that count as best, where they are wanted at the end
     */
    Path checkpoint(RewardModel model, TrainingState state, TrainingWatch.Memory seen, @Nullable BestWeights best)
            throws IOException {
        if (record.config().watch().saveStrategy() == IntervalStrategy.NO) {
            writeStart();
        }
        ResumePoint point = new ResumePoint(start.id(), state.memory(), seen);
        RewardModelFolder.Companions companions = staged -> {
            record.writeState(staged, state);
            optimizer.save(staged.path(OPTIMIZER));
            Path exact = staged.path(EXACT);
            Engine.run(() -> Safetensors.write(exact, exact(model), Map.of("format", "pt")));
            if (best != null
                    && state.bestStep().filter(step -> step != state.step()).isPresent()) {
                best.save(staged.path(BEST));
            }
            point.write(staged);
        };
        return checkpoints.save(state.step(), model, companions, state.bestStep());
    }

    Path checkpointFolder(int step) {
        return checkpoints.folder(step);
    }

    /**
     * Saves the model and the record of its run; returns the run's folder.
     *
     * @param end whether nothing is left to do
     */
    Path finish(RewardModel model, TrainingState state, boolean end) throws IOException {
        start = start.finished(end);
        save(folder, model, record, state, start);
        return folder;
    }
}
