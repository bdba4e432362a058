package merit.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import merit.rewardmodel.RewardModel;
import merit.tensor.Seed;
import org.jspecify.annotations.Nullable;

/** What happens between steps: log, evaluation, checkpoints, and the decisions to stop. For the trainer's thread. */
final class TrainingWatch implements AutoCloseable {
    private static final int MOST_SKIPPED_IN_A_ROW = 5;

    private final RewardModel model;
    private final WatchConfig config;
    private final Lessons held;
    private final Map<String, int[]> heldSets;
    private final Optional<EncodedPairs> examples;
    private final PairEvaluator evaluator;
    private final EarlyStopping stopping;
    private final BestWeights bestWeights;
    private final @Nullable RunFolder folder;
    private final TrainingObserver observer;
    private final List<StepMetrics> sinceLogged = new ArrayList<>();
    private int evaluatedAt = -1;
    private int savedAt = -1;

    /**
     * All of it that a resumed run begins with; the best value is the state's.
     *
     * @param evaluatedAt the step of the last evaluation
     * @param sinceBest evaluations since the best one
     * @param sinceLogged steps that are not in the log yet
     */
    record Memory(int evaluatedAt, int sinceBest, List<StepMetrics> sinceLogged) {}

    TrainingWatch(
            RewardModel model,
            TrainingConfig config,
            TrainingSet data,
            @Nullable RunFolder folder,
            TrainingObserver observer) {
        this.model = model;
        this.config = config.watch();
        this.held = data.held();
        this.heldSets = data.heldSets();
        this.examples = PairEvaluator.examples(
                held.size() > 0 ? held : data.train(), new Seed(config.seed()).random("examples"));
        this.evaluator = new PairEvaluator(model, config);
        this.stopping = new EarlyStopping(config.watch());
        this.bestWeights = new BestWeights(model);
        this.folder = folder;
        this.observer = observer;
    }

    /**
     * Goes on from the newest whole checkpoint of the run's folder, or, where there is none, from the start.
     *
     * @return whether there is one
     */
    boolean resume(TrainingState state) throws IOException {
        if (folder == null) {
            throw new IllegalArgumentException("resume: found no output folder, need that of the run to go on with");
        }
        RunFolder.Found found = folder.newest();
        ResumePoint point = found.point();
        if (point != null) {
            state.restore(point.state());
            folder.restore(model, bestWeights, point.state());
            evaluatedAt = point.watch().evaluatedAt();
            savedAt = state.step();
            stopping.restore(state.bestMetric(), point.watch().sinceBest());
            sinceLogged.addAll(point.watch().sinceLogged());
        }
        observer.on(new TrainingEvent.Resumed(state.step(), state.epoch(), found.passedOver(), state.logHistory()));
        return point != null;
    }

    /** Before the first step. */
    void begin(TrainingState state) {
        if (config.evalOnStart() && held.size() > 0) {
            measured(state, false);
        }
    }

    /** Whether patience was at its end already. */
    boolean stops() {
        return stopping.stops();
    }

    /** After a step that was taken. */
    void stepped(TrainingState state, TrainStep.Outcome outcome, double learningRate, double seconds) {
        observer.on(new TrainingEvent.StepDone(
                state.step(),
                state.epoch(),
                outcome.metrics(),
                outcome.tokens(),
                state.numTokens(),
                learningRate,
                outcome.gradNorm(),
                seconds));
        sinceLogged.add(outcome.metrics());
        if (state.step() % config.loggingSteps() == 0 || state.step() == 1) {
            Map<String, Object> entry = StepMetrics.joined(sinceLogged).named("");
            entry.put("learning_rate", learningRate);
            entry.put("grad_norm", outcome.gradNorm());
            entry.put("num_tokens", state.numTokens());
            observer.on(new TrainingEvent.Logged(state.log(entry)));
            sinceLogged.clear();
        }
    }

    /**
     * After a step that was not taken. Where the loss was scaled, that may be the scale's fault, which falls until it is not.
     *
     * @throws TrainingDivergedException after several in a row
     */
    void skipped(TrainingState state, TrainStep.Outcome outcome) throws IOException {
        state.skippedOne();
        String what = Double.isFinite(outcome.metrics().loss()) ? "gradient" : "loss";
        boolean scaledTooMuch = what.equals("gradient") && outcome.lossScale() > 1;
        String cause = scaledTooMuch ? " at a loss scale of " + (long) outcome.lossScale() + ", which is halved" : "";
        observer.on(
                new TrainingEvent.Skipped(state.step() + 1, what + " is not finite" + cause, state.skippedInARow()));
        if (scaledTooMuch || state.skippedInARow() < MOST_SKIPPED_IN_A_ROW) {
            return;
        }
        save(state);
        String kept = folder == null
                ? "the model has the weights of step " + state.step()
                : "the weights of step " + state.step() + " are in " + folder.checkpointFolder(state.step());
        throw new TrainingDivergedException("training diverged: found a " + what + " that is not finite in "
                + MOST_SKIPPED_IN_A_ROW + " steps in a row; need finite numbers. Lower learning_rate and"
                + " head_learning_rate, or max_grad_norm; " + kept);
    }

    /**
     * Evaluates and saves what is due.
     *
     * @return whether to stop for want of progress
     */
    boolean due(TrainingState state) throws IOException {
        boolean stop = isDue(config.evalStrategy(), config.evalSteps(), state) && evaluate(state);
        if (isDue(config.saveStrategy(), config.saveSteps(), state)) {
            save(state);
        }
        if (state.epochEnds() && examples.isPresent()) {
            observer.on(new TrainingEvent.Examples(state.step(), state.epoch(), evaluator.scored(examples.get())));
        }
        return stop;
    }

    /** After the last step, if there was one: a last evaluation, a checkpoint where the run was cut short, the best weights, the saved run. */
    TrainingSummary finish(TrainingState state, TrainingEvent.StopReason reason, long startNanos) throws IOException {
        if (config.evalStrategy() != IntervalStrategy.NO && reason == TrainingEvent.StopReason.COMPLETED) {
            evaluate(state);
        }
        boolean begun = state.batches() > 0; // else the model is as it was, and may be half way to a head of its own
        if (reason == TrainingEvent.StopReason.STOPPED && begun) {
            save(state);
        }
        boolean better = state.bestStep().filter(step -> step != state.step()).isPresent();
        boolean restored = config.loadBestModelAtEnd() && better && bestWeights.restore();
        if (folder != null && begun) {
            boolean end = reason != TrainingEvent.StopReason.STOPPED;
            observer.on(new TrainingEvent.Saved(state.step(), folder.finish(model, state, end)));
        }
        return state.summary(reason, restored, startNanos);
    }

    private static boolean isDue(IntervalStrategy strategy, int steps, TrainingState state) {
        return switch (strategy) {
            case NO -> false;
            case STEPS -> state.step() > 0 && state.step() % steps == 0;
            case EPOCH -> state.epochEnds();
        };
    }

    private boolean evaluate(TrainingState state) {
        if (held.size() == 0 || evaluatedAt == state.step()) {
            return false;
        }
        evaluatedAt = state.step();
        return measured(state, true);
    }

    /** @param counts whether it may be the best, and take patience */
    private boolean measured(TrainingState state, boolean counts) {
        long start = System.nanoTime();
        Measured measured = evaluator.evaluate(held, heldSets);
        double seconds = (System.nanoTime() - start) / 1e9;
        double value = measured.value(config.metricForBestModel());
        EarlyStopping.Decision decision = counts ? stopping.after(value) : new EarlyStopping.Decision(false, false);
        if (decision.best()) {
            state.best(value);
            if (config.loadBestModelAtEnd()) {
                bestWeights.remember();
            }
        }
        Map<String, Object> entry = measured.named();
        entry.put("eval_runtime", seconds);
        observer.on(new TrainingEvent.Logged(state.log(entry)));
        observer.on(new TrainingEvent.Evaluated(
                state.step(), state.epoch(), measured.all(), measured.sets(), decision.best(), seconds));
        return decision.stop();
    }

    private void save(TrainingState state) throws IOException {
        if (folder != null && savedAt != state.step()) {
            savedAt = state.step();
            Memory seen = new Memory(evaluatedAt, stopping.since(), List.copyOf(sinceLogged));
            BestWeights best = config.loadBestModelAtEnd() ? bestWeights : null;
            observer.on(new TrainingEvent.Saved(state.step(), folder.checkpoint(model, state, seen, best)));
        }
    }

    @Override
    public void close() {
        bestWeights.close();
    }
}
