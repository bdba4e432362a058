package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.LengthBaseline;
import merit.evaluation.metric.ObjectiveFigures;
import merit.evaluation.metric.OverOptimization;
import merit.evaluation.metric.PairedComparison;
import merit.evaluation.metric.ScoredSet;
import merit.evaluation.metric.Slices;
import merit.evaluation.metric.SpreadFigures;
import merit.evaluation.metric.StoredCalibration;
import merit.evaluation.report.EvaluationReport.Baseline;
import merit.evaluation.report.EvaluationReport.Data;
import merit.evaluation.report.EvaluationReport.Figures;
import merit.evaluation.report.EvaluationReport.SecondJudge;
import merit.preference.DataReport;
import merit.scoring.Calibration;
import org.jspecify.annotations.Nullable;

/** Gathers what an {@link EvaluationReport} tells; all but the evaluation may be left out. */
public final class ReportBuilder {
    private final String title;
    private final Evaluation evaluation;
    private final Map<String, String> provenance = new LinkedHashMap<>();
    private final List<Baseline> baselines = new ArrayList<>();
    private @Nullable DataReport report;
    private @Nullable DataAudit audit;
    private Calibration stored = Calibration.NONE;
    private Counterfactuals counterfactuals = Counterfactuals.notRun(
            "only the model itself can score edited answers; merit evaluate RUN --data FILE asks it");
    private @Nullable SecondJudge secondJudge;
    private List<Map<String, Object>> training = List.of();

    ReportBuilder(String title, Evaluation evaluation) {
        this.title = title;
        this.evaluation = evaluation;
        if (evaluation.pairs() != null) {
            LengthBaseline length = evaluation.pairs().length();
            baselines.add(new Baseline(
                    "Longer answer", "Takes the answer with more characters.", length.accuracy(), length.difference()));
        }
    }

    /** One line of how the figures came about, such as "Seed" and "42". */
    public ReportBuilder provenance(String name, String value) {
        provenance.put(name, value);
        return this;
    }

    /** What was read, kept and dropped. */
    public ReportBuilder data(DataReport read) {
        report = read;
        return this;
    }

    /** What the data is like. */
    public ReportBuilder data(DataAudit looked) {
        audit = looked;
        return this;
    }

    /** The calibration that is kept with the model, fitted on other data than these. */
    public ReportBuilder stored(Calibration calibration) {
        stored = calibration;
        return this;
    }

    /** What the model says of edited answers. */
    public ReportBuilder counterfactuals(Counterfactuals asked) {
        counterfactuals = asked;
        return this;
    }

    /**
     * Another judge of the same answers, and what picking by this model is worth to it.
     *
     * @param scores the other judge's, for the sets of the evaluation in their order
     */
    public ReportBuilder secondJudge(String name, List<ScoredSet> scores) {
        secondJudge = new SecondJudge(name, OverOptimization.of(evaluation.scored(), scores, evaluation.intervals()));
        return this;
    }

    /** Another judge on the same data, such as a bag of words; left out where the data has no pairs. */
    public ReportBuilder baseline(String name, String explanation, Evaluation other) {
        if (evaluation.pairs() != null) {
            PairedComparison compared = evaluation.comparedWith(other);
            baselines.add(new Baseline(name, explanation, compared.second(), compared.difference()));
        }
        return this;
    }

    /** The training log: loss, accuracy, margin and the same with {@code eval_}, by {@code step} or {@code epoch}. */
    public ReportBuilder training(List<? extends Map<String, ?>> logHistory) {
        List<Map<String, Object>> copied = new ArrayList<>();
        logHistory.forEach(entry -> copied.add(new LinkedHashMap<>(entry)));
        training = copied;
        return this;
    }

    public EvaluationReport build() {
        Figures figures = new Figures(
                evaluation.intervals(),
                evaluation.pairs(),
                evaluation.calibration(),
                evaluation.heldOutCalibration(),
                StoredCalibration.of(stored, evaluation.scoredPairs()),
                SpreadFigures.of(evaluation.scored(), evaluation.intervals()),
                evaluation.rating(),
                evaluation.candidates(),
                ObjectiveFigures.all(evaluation.scored(), evaluation.intervals()));
        CompletableFuture<Slices> cutting =
                CompletableFuture.supplyAsync(() -> Slices.of(evaluation.scored(), evaluation.intervals()));
        ShortcutAudit shortcuts = ShortcutAudit.of(evaluation.scored(), evaluation.intervals());
        Slices slices = cutting.join();
        List<String> conclusions = new ArrayList<>(Conclusions.of(figures, baselines, shortcuts));
        conclusions.addAll(Conclusions.of(figures, shortcuts, counterfactuals, slices));
        if (secondJudge != null) {
            conclusions.add(secondJudge.picks().conclusion());
        }
        return new EvaluationReport(
                title,
                conclusions,
                provenance,
                new Data(report, audit),
                figures,
                baselines,
                slices,
                shortcuts,
                counterfactuals,
                secondJudge,
                training,
                null,
                Examples.of(evaluation));
    }
}
