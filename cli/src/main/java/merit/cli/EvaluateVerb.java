package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import merit.encoding.PromptTemplate;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.evaluation.report.ComparisonReport;
import merit.evaluation.report.EvaluationReport;
import merit.evaluation.report.ReportBuilder;
import merit.preference.PreferenceData;
import merit.preference.format.PreferenceFiles;
import merit.rewardmodel.ScoringOptions;
import merit.scoring.Calibration;
import merit.training.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a run, or two runs against each other. */
@Command(
        name = "evaluate",
        header = "Measure a run, or two runs against each other.",
        description = {
            "",
            "Accuracy with its 95 %% interval (bootstrap, clustered by prompt), ties, margin, loss, AUC, the spread of"
                    + " rewards, and what \"the longer answer wins\" gets on the same pairs. Where candidates are rated:"
                    + " Spearman, and how often the reward picks the best one. Two runs: the difference, paired.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit evaluate runs/helpful --data held-out.jsonl",
            "  merit evaluate runs/new runs/old --data held-out.jsonl --json",
            "  merit evaluate runs/a runs/b runs/c --ensemble mean --data held-out.jsonl",
            "  merit evaluate runs/helpful --data held-out.jsonl --calibrate isotonic",
            "  merit evaluate runs/helpful --data held-out.jsonl --edits 500",
            "  merit evaluate --scores scored-elsewhere.jsonl --level 0.99",
            "  merit evaluate runs/helpful --data rated.jsonl --rating overall --out report",
            "  merit evaluate runs/helpful --data candidates.jsonl --second-judge runs/larger"
        })
final class EvaluateVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN",
            description =
                    "One run, or two to compare, or several with --ensemble; none where --scores has what is measured.")
    List<Path> runs = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            order = 1,
            description = "Pairs or rated candidates, not trained on; may be given several times.")
    List<String> data = new ArrayList<>();

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            order = 2,
            description =
                    "Rows that hold scores already, as merit score or another program wrote them; twice to compare.")
    List<String> scores = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            order = 3,
            description = "Write report.html, report.json and model-card.md there.")
    @Nullable
    Path out;

    @Option(
            names = "--rating",
            paramLabel = "NAME",
            order = 4,
            description = "The candidates' true rating (found by itself).")
    @Nullable
    String rating;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            order = 5,
            description = "How prompt and response become what a model made elsewhere reads: chat, pair, plain, ...")
    @Nullable
    String template;

    @Mixin
    CalibrateOption calibrate = new CalibrateOption();

    @Mixin
    EditOptions edits = new EditOptions();

    @Mixin
    SecondJudge secondJudge = new SecondJudge();

    @Option(names = "--json", order = 6, description = "Print the figures as JSON.")
    boolean json;

    @Mixin
    EnsembleOption ensemble = new EnsembleOption();

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    EvaluateVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        checkTargets();
        List<ScoredRows.Scored> scored = scores.stream()
                .map(file -> ScoredRows.read(List.of(file), reading.toReadOptions()))
                .toList();
        PreferenceData read =
                data.isEmpty() ? scored.get(0).data() : PreferenceFiles.read(data, reading.toReadOptions());
        engine.apply(console);
        List<Measured> measured = measured(read, scored);
        Calibration fitted = calibrate.fit(measured.get(0).evaluation());
        DataAudit audit = json || out != null ? DataAudit.of(read.sets()) : null;
        List<ScoredSet> others = secondJudge.score(console, read.sets(), reading.toReadOptions());
        List<EvaluationReport> reports =
                measured.stream().map(one -> report(one, read, audit, others)).toList();
        ComparisonReport compared = measured.size() == 2 ? compared(measured.get(0), measured.get(1)) : null;
        new EvaluationOutput(console, reports, compared).show(json, out);
        if (fitted != null) {
            CalibrateOption.store(console, runs.get(0), fitted);
        }
        return 0;
    }

    /**
     * What was measured of one judge.
     *
     * @param stored kept with the run
     */
    private record Measured(String name, Evaluation evaluation, Counterfactuals edits, Calibration stored) {}

    private static @Nullable ComparisonReport compared(Measured one, Measured other) {
        return one.evaluation().pairs() == null
                ? null
                : ComparisonReport.of(one.name(), one.evaluation(), other.name(), other.evaluation());
    }

    /** One for each run, or for all as one, then one for each file of scores. */
    private List<Measured> measured(PreferenceData read, List<ScoredRows.Scored> scored) throws IOException {
        List<Measured> measured = new ArrayList<>();
        ScoringOptions chosen = chosenReading();
        for (Judged judged : judges()) {
            boolean isRun = !ensemble.isGiven();
            Calibration stored = isRun ? RunScoring.calibration(console, runs.get(measured.size())) : Calibration.NONE;
            measured.add(RunScoring.with(console, judged, chosen, scorer -> {
                Evaluation evaluation = Evaluation.of(RunScoring.score(console, scorer, read.sets()), options());
                return new Measured(judged.name(), evaluation, edits.of(console, scorer, evaluation), stored);
            }));
        }
        for (int k = 0; k < scored.size(); k++) {
            Evaluation evaluation = Evaluation.of(scored.get(k).sets(), options());
            measured.add(new Measured(scores.get(k), evaluation, EditOptions.ofScores(), Calibration.NONE));
        }
        return measured;
    }

    /** Each run by itself, or all as one. */
    private List<Judged> judges() {
        return ensemble.isGiven() && !runs.isEmpty()
                ? List.of(new Judged(runs, ensemble))
                : runs.stream().map(Judged::by).toList();
    }

    private void checkTargets() {
        if (runs.isEmpty() == scores.isEmpty() || judges().size() + scores.size() > 2) {
            throw new UsageException(
                    "measure one or two runs (RUN --data FILE), or one or two files of scores (--scores FILE).");
        }
        StandardInput.checkOnce(List.of(data, scores));
        edits.check();
        secondJudge.check(judges().size() + scores.size());
        if (!runs.isEmpty() && data.isEmpty()) {
            throw new UsageException("measure on what: found no file, need --data FILE.");
        }
        ensemble.check();
        if (ensemble.isGiven() && runs.isEmpty()) {
            throw new UsageException("--ensemble joins runs: give two RUNs or more, and --data FILE.");
        }
        if (calibrate.method() != null && (runs.size() != 1 || !scores.isEmpty())) {
            throw new UsageException("--calibrate stores with one run: give one RUN and --data FILE.");
        }
    }

    private ScoringOptions chosenReading() {
        PromptTemplate form = template == null ? null : PromptTemplate.of(template);
        return new ScoringOptions(form, null).in(precision.here(console));
    }

    private EvaluationOptions options() {
        EvaluationOptions options = EvaluationOptions.STANDARD.withBootstrap(level.toBootstrap());
        return rating == null ? options : options.withRating(rating);
    }

    /**
     * @param audit of the data, or null
     * @param others the second judge's scores, or null
     */
    private EvaluationReport report(
            Measured measured, PreferenceData read, @Nullable DataAudit audit, @Nullable List<ScoredSet> others) {
        ReportBuilder report = EvaluationReport.about(measured.name(), measured.evaluation())
                .provenance("Model", measured.name())
                .provenance("Data", String.join(", ", read.report().files()))
                .provenance("Merit", Version.MERIT)
                .data(read.report())
                .counterfactuals(measured.edits())
                .stored(measured.stored());
        if (audit != null) {
            report.data(audit);
        }
        if (others != null) {
            report.secondJudge(String.valueOf(secondJudge.judge), others);
        }
        return report.build();
    }
}
