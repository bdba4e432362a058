package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import merit.backbone.PretrainedBackbone;
import merit.layer.Products;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.rewardmodel.NewHead;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowCache;
import merit.tensor.Engine;
import merit.tensor.Processor;
import merit.tensor.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Trains a reward model on preference pairs.
 *
 * <p>The unit of computing is the row, not the pair: a step computes each of its distinct rows once, packed by length. Observers
 * hear of everything; nothing reaches back but {@link #stop()}.
 *
 * <p>One trainer runs one {@link #fit} at a time; {@link #stop()} may be called from any thread. The model stays the caller's.
 */
public final class RewardTrainer {
    /** How often the memory that steps of all shapes leave in pieces is given back: under a hundredth of the time. */
    private static final int STEPS_A_TRIM = 16;

    private final RewardModel model;
    private final TrainingObserver observer;
    private final @Nullable Path output;
    private final Provenance provenance;
    private TrainingConfig config;
    private Processor processor = Processor.here();
    private SharedWork shared = new SharedWork();
    private boolean resumes;
    private volatile boolean stopRequested;

    /** A trainer that saves nothing: the trained weights are in the model. */
    public RewardTrainer(RewardModel model, TrainingConfig config, TrainingObserver observer) {
        this(model, config, observer, null, Provenance.NONE);
    }

    /**
     * A trainer of a run.
     *
     * @param output the run's folder, made where there is none: checkpoints while training, the model at the end; null saves
     *     nothing
     * @param provenance what to record of where the pairs came from
     */
    public RewardTrainer(
            RewardModel model,
            TrainingConfig config,
            TrainingObserver observer,
            @Nullable Path output,
            Provenance provenance) {
        this.model = model;
        this.config = config;
        this.observer = observer;
        this.output = output;
        this.provenance = provenance;
    }

    /** A new reward model on a pretrained backbone, as a configuration asks for it. The model owns the backbone. */
    public static RewardModel newModel(PretrainedBackbone pretrained, TrainingConfig config) {
        AdaptConfig adapt = config.adapt();
        NewHead head = new NewHead(
                adapt.pooling(), adapt.headKind(), config.objectives().toObjectives(), new Seed(config.seed()));
        return RewardModel.create(pretrained, head, config.input().encoding());
    }

    /**
     * Lets {@link #fit} go on with the run in the output folder, from its newest whole checkpoint or, where it has none yet, from the
     * start: with the same threads the weights at the end are, bit for bit, those of a run that was never cut short. Model and data
     * must be those that the run began with; the model as it was before the first step.
     */
    public RewardTrainer resuming() {
        resumes = true;
        return this;
    }

    /** Lets {@link #fit} do again nothing that other trainings with the same work have done; what comes of it stays the same. */
    public RewardTrainer sharing(SharedWork work) {
        shared = work;
        return this;
    }

    /** As if this processor computed, which decides what precisions are allowed. */
    RewardTrainer on(Processor other) {
        processor = other;
        return this;
    }

    /** Asks a running {@link #fit}, or the next one, to finish its step, save and return. */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Trains on pairs, each of which teaches the output of its judgement's objective.
     *
     * @param train pairs to learn from
     * @param held pairs to evaluate on, none of whose prompts is among the former; may be empty
     * @throws IllegalArgumentException where no pair is left to train on, or data are to be mixed that have no names
     * @throws TrainingDivergedException where losses or gradients stay infinite
     * @throws IOException where a checkpoint or the run cannot be saved, or a run to resume cannot be read
     */
    public TrainingSummary fit(List<PreferencePair> train, List<PreferencePair> held) throws IOException {
        return fit(System.nanoTime(), rows -> TrainingSet.ofPairs(rows, config, train, held));
    }

    /**
     * Trains on what the objectives ask for: judgements by each of them, made of grades where there are none; or the grades
     * themselves. Without objectives, on all judgements.
     *
     * @param train to learn from
     * @param held to evaluate on, none of whose prompts is among the former; may be empty
     */
    public TrainingSummary fitSets(List<CandidateSet> train, List<CandidateSet> held) throws IOException {
        return fitSets(NamedSets.of(train), NamedSets.of(held));
    }

    /** The same; what is held out under a name is measured by itself too, as {@code eval_NAME_loss}. */
    public TrainingSummary fitSets(NamedSets train, NamedSets held) throws IOException {
        return fit(System.nanoTime(), rows -> TrainingSet.ofSets(rows, config, train, held));
    }

    private TrainingSummary fit(long start, Function<RowSource, TrainingSet> encoding) throws IOException {
        config = config.on(processor);
        Products products = model.backbone().products();
        boolean keepsWeights = config.probe().isProbe() || config.adapt().freezesWhole();
        Products.Setting training = new Products.Setting(config.precision(), keepsWeights);
        try {
            TrainingSummary summary =
                    products.<TrainingSummary, IOException>during(training, () -> run(start, encoding));
            observer.on(new TrainingEvent.Finished(summary));
            return summary;
        } finally {
            stopRequested = false;
        }
    }

    private TrainingSummary run(long start, Function<RowSource, TrainingSet> encoding) throws IOException {
        TrainedParts.require(model, config);
        model.with(config.objectives().asked(model.objectives()));
        TrainingSet data;
        try {
            data = encoding.apply(new RowSource(model.encoder(), shared.rows(), observer, () -> stopRequested));
        } catch (CancellationException e) { // there is nothing to save yet
            return new TrainingState(1, config).summary(TrainingEvent.StopReason.STOPPED, false, start);
        }
        return trained(start, data);
    }

    private TrainingSummary trained(long start, TrainingSet data) throws IOException {
        config.watch().requireMeasured(data.heldSets().keySet());
        if (data.train() instanceof GradedRows graded && model.headIsNew()) {
            model.with(graded.scaled(model.objectives()));
        }
        TrainingState state = new TrainingState(data.stepsPerEpoch(config.batch()), config);
        if (config.probe().isProbe()) {
            return probe().run(data, state, start);
        }
        Engine.run(() -> TrainedParts.choose(model, config, data.train()));
        new PairEvaluator(model, config).requireMeasured(data);
        try (RowCache known = Features.ofRun(model, config, state, observer);
                RunOptimizer optimizer = Engine.call(() -> new RunOptimizer(model, config));
                TrainingWatch watch = new TrainingWatch(model, config, data, runFolder(data, optimizer), observer)) {
            observer.on(data.started(state, model));
            boolean resumed = resumes && watch.resume(state);
            new Beginning(model, config, shared, observer, () -> stopRequested).prepare(data, known, resumed);
            if (!resumed && !stopRequested) {
                watch.begin(state);
            }
            TrainingEvent.StopReason reason = loop(data, state, optimizer, watch);
            return watch.finish(state, reason, start);
        }
    }

    private ProbeRun probe() {
        if (resumes) {
            throw ProbeRun.notResumable(output);
        }
        return new ProbeRun(model, config, observer, output, provenance, () -> stopRequested);
    }

    private TrainingEvent.StopReason loop(
            TrainingSet data, TrainingState state, RunOptimizer optimizer, TrainingWatch watch) throws IOException {
        TrainStep step = new TrainStep(model, data.train(), config, optimizer);
        Schedule schedule = Schedule.of(config.schedule(), state.maxSteps());
        if (stopRequested) {
            return TrainingEvent.StopReason.STOPPED;
        }
        if (watch.stops()) {
            return TrainingEvent.StopReason.EARLY_STOPPING;
        }
        while (!state.done()) {
            List<int[]> steps = data.steps(config, state.epochsDone());
            for (int[] items : steps.subList(state.batchesOfEpoch(), steps.size())) {
                take(step, data.train().labels(items), schedule.factor(state.step()), state, watch);
                if (state.step() % STEPS_A_TRIM == 0) {
                    Engine.trim();
                }
                if (watch.due(state)) {
                    return TrainingEvent.StopReason.EARLY_STOPPING;
                }
                if (stopRequested) {
                    return TrainingEvent.StopReason.STOPPED;
                }
                if (state.done()) {
                    break;
                }
            }
        }
        return TrainingEvent.StopReason.COMPLETED;
    }

    private void take(TrainStep step, int[] pairs, double factor, TrainingState state, TrainingWatch watch)
            throws IOException {
        long start = System.nanoTime();
        Seed ofStep = new Seed(config.seed()).of(state.batches()); // the same whether a run was resumed or not
        TrainStep.Outcome outcome = Engine.call(() -> {
            ofStep.applyToEngine(); // dropout draws from there
            return step.take(pairs, factor);
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        if (outcome.taken()) {
            state.stepped(outcome.tokens(), seconds);
            watch.stepped(state, outcome, config.optimizer().learningRate() * factor, seconds);
        } else {
            watch.skipped(state, outcome);
        }
    }

    private @Nullable RunFolder runFolder(TrainingSet data, RunOptimizer optimizer) throws IOException {
        if (output == null) {
            return null;
        }
        RunRecord record = new RunRecord(config, data, provenance);
        return resumes
                ? RunFolder.resume(output, model, record, optimizer)
                : RunFolder.begin(output, model, record, optimizer);
    }
}
