package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.CalibrationMethod;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.TemperatureFit;
import merit.evaluation.report.EvaluationReport;
import merit.evaluation.report.ReportBuilder;
import merit.preference.DataReport;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.tensor.Engine;
import merit.training.Features;
import merit.training.NamedSets;
import merit.training.Provenance;
import merit.training.RewardTrainer;
import merit.training.SharedWork;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingObserver;
import merit.training.TrainingSummary;
import merit.training.Version;
import merit.training.sink.TrainingSinks;
import org.jspecify.annotations.Nullable;

/** From data on two sides to a trained, saved, measured and calibrated run; what {@code train} and {@code demo} share. */
final class TrainingRun {
    /**
     * What to train.
     *
     * @param model the bundled model's name, a backbone's folder, or a run to go on from
     * @param out the run's folder
     * @param dataLine what the data are, before they are split
     * @param train sets to learn from
     * @param held sets to measure on; may be empty
     * @param report what was read, kept and dropped
     * @param learningCurve whether to train on parts of the sets too, to see what more of them are worth
     * @param resumes whether to go on with the run that is in its folder
     * @param dryRun whether to stop before the first step, and to leave nothing
     * @param autoBatch whether to look first for the token budget that fits into memory
     * @param dashboard the port of a page that follows it, 0 for any; null for no page
     * @param sinks what the log goes to beside the run's folder
     */
    record Request(
            TrainingConfig config,
            String model,
            Path out,
            String dataLine,
            NamedSets train,
            NamedSets held,
            DataReport report,
            Provenance provenance,
            boolean learningCurve,
            boolean resumes,
            boolean dryRun,
            boolean autoBatch,
            @Nullable Integer dashboard,
            List<String> sinks) {
        /** The same with other settings, and the command that has them. */
        Request with(TrainingConfig other, Provenance from) {
            return new Request(
                    other,
                    model,
                    out,
                    dataLine,
                    train,
                    held,
                    report,
                    from,
                    learningCurve,
                    resumes,
                    dryRun,
                    autoBatch,
                    dashboard,
                    sinks);
        }
    }

    /**
     * What came of it.
     *
     * @param report on the held-out sets, also saved with the run; null where there are none, or training was stopped
     */
    record Result(TrainingSummary summary, @Nullable EvaluationReport report) {}

    private final Console console;
    private final TrainingDisplay display;
    private final SharedWork shared;
    private Request request;
    private Runnable stop = () -> {};
    private @Nullable Evaluation floor;
    private @Nullable Evaluation measured;

    TrainingRun(Console console, Request request) {
        this(console, request, new SharedWork());
    }

    /** @param shared what other trainings of the same data have done */
    TrainingRun(Console console, Request request, SharedWork shared) {
        this.console = console;
        this.request = request;
        this.shared = shared;
        this.display = new TrainingDisplay(console);
    }

    Result run() throws IOException {
        Engine.start();
        Sampled.say(console, request.train().all(), request.held().all());
        floor = Floor.of(
                Sampled.of(request.train().all()), Sampled.of(request.held().all()));
        Result result = train();
        EvaluationReport report = result.report();
        Evaluation whole = measured;
        if (!request.learningCurve() || report == null || whole == null) {
            return result;
        }
        EvaluationReport more = new LearningCurveRun(console, this, request).addTo(report, whole);
        more.write(request.out());
        return new Result(result.summary(), more);
    }

    private Result train() throws IOException {
        Path out = request.out();
        try (Interruption interruption = Interruption.of(console, "Stopped before the first step.");
                TrainingSinks sinks = TrainingSinks.of(request.sinks(), out, request.config(), console::say);
                Dashboard dashboard = dashboard();
                RewardModel model = open()) {
            model.notes().forEach(note -> console.say("Note", note));
            if (request.autoBatch()) {
                request = MicroBatchSearch.fitted(request, model, console);
            }
            TrainingObserver observer =
                    observer(model.encoder().config(), sinks, dashboard == null ? event -> {} : dashboard);
            Path saved = request.dryRun() ? null : out;
            RewardTrainer trainer =
                    new RewardTrainer(model, request.config(), observer, saved, request.provenance()).sharing(shared);
            stop = trainer::stop;
            interruption.saving(stop);
            TrainingSummary summary =
                    (request.resumes() ? trainer.resuming() : trainer).fitSets(request.train(), request.held());
            TrainingResultText.drawLoss(console, out, summary);
            StoppedText text = new StoppedText(request);
            if (summary.reason() == TrainingEvent.StopReason.STOPPED) {
                console.say(text.stopped(summary));
                return new Result(summary, null);
            }
            interruption.saved(text.unmeasured());
            return new Result(summary, measure(model, summary));
        }
    }

    private @Nullable Dashboard dashboard() throws IOException {
        Integer port = request.dashboard();
        return port == null || request.dryRun() ? null : Dashboard.open(port, request.out(), console);
    }

    private TrainingObserver observer(EncodingConfig encoding, TrainingSinks sinks, TrainingObserver page) {
        return event -> {
            sinks.on(event);
            on(event, encoding);
            page.on(event);
        };
    }

    private void on(TrainingEvent event, EncodingConfig encoding) {
        if (event instanceof TrainingEvent.Started started) {
            StartedText text = new StartedText(request, floor);
            console.say("Data", text.data(started));
            console.say("Model", text.model(started, encoding));
            console.say("Engine", text.engine());
            if (request.dryRun()) {
                console.say("Plan", text.plan(started));
                stop.run();
            }
        }
        display.on(event);
    }

    /** A model as it is before the first step. */
    RewardModel open() throws IOException {
        String place = ModelPlace.of(request.model(), console);
        if (RewardModelFolder.isSaved(Path.of(place))) {
            return RewardModelFolder.open(Path.of(place));
        }
        return RewardTrainer.newModel(PretrainedBackbone.open(place), request.config());
    }

    /** What other trainings of the same data need not do again. */
    SharedWork shared() {
        return shared;
    }

    /** Measures on what was held out, calibrates the run by it, and writes the report into the run's folder. */
    private @Nullable EvaluationReport measure(RewardModel model, TrainingSummary summary) throws IOException {
        if (!Floor.hasPairs(request.held().all())) {
            return null;
        }
        Evaluation evaluation = evaluate(model);
        measured = evaluation;
        TemperatureFit fit = evaluation.calibration();
        CalibrationMethod method =
                fit == null || fit.atLimit() ? CalibrationMethod.NONE : CalibrationMethod.TEMPERATURE;
        RewardModelFolder.calibrate(request.out(), method.calibrate(evaluation.scored()));
        ReportBuilder report = EvaluationReport.about(request.out().toString(), evaluation)
                .provenance("Model", request.model())
                .provenance(
                        "Command",
                        "merit " + String.join(" ", request.provenance().command()))
                .provenance("Engine", Engine.describe())
                .provenance("Merit", Version.MERIT)
                .data(request.report())
                .data(DataAudit.of(Sampled.of(request.held().all())))
                .training(summary.logHistory());
        if (floor != null) {
            report.baseline(Floor.NAME, Floor.EXPLANATION, floor);
        }
        EvaluationReport built = report.build();
        built.write(request.out());
        return built;
    }

    /** A model on what was held out. */
    Evaluation evaluate(RewardModel model) throws IOException {
        try (FeatureCache features = Features.open(model, request.config());
                ProgressBar bar = new ProgressBar(console, "Scoring", 0).unit("answers")) {
            EvaluationOptions options = EvaluationOptions.STANDARD.withProgress(
                    (done, total) -> bar.of(total).to(done));
            return Evaluation.of(
                    shared.scorer(model, request.out().toString()),
                    Sampled.of(request.held().all()),
                    options);
        }
    }
}
