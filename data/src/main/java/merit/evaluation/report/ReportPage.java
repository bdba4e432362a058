package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.PairMetrics;

/** A report as the words and pictures that its templates need; sections without content are left out. */
final class ReportPage {
    private final EvaluationReport report;

    ReportPage(EvaluationReport report) {
        this.report = report;
    }

    Map<String, Object> content() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", report.title());
        page.put("window", report.title() + " \u00b7 evaluation");
        page.put("conclusions", report.conclusions());
        page.put("provenance", rows(report.provenance()));
        EvaluationReport.Figures figures = report.figures();
        page.put("level", Wording.level(figures.intervals().level()));
        page.put("method", Wording.method(figures.intervals()));
        if (figures.pairs() != null) {
            page.put("pairs", pairs(figures.pairs()));
        }
        if (figures.candidates() != null) {
            page.put("candidates", SelectionSection.of(figures.candidates(), String.valueOf(figures.rating())));
        }
        page.put("objectives", ObjectiveSection.of(figures.objectives()));
        if (figures.calibration() != null) {
            page.put("calibration", CalibrationSection.of(figures.calibration(), figures));
        }
        // Mustache takes a map, even an empty one, for a section to show.
        Map<String, Object> training = TrainingSection.of(report.training());
        Map<String, Object> data = DataSection.of(report.data());
        Map<String, Object> slices = SliceSection.of(report.slices());
        page.put("slices", slices.isEmpty() ? List.of() : slices);
        if (report.shortcuts() != null) {
            page.put("shortcuts", ShortcutSection.of(report.shortcuts()));
            page.put("counterfactuals", CounterfactualSection.of(report.counterfactuals()));
        }
        if (report.secondJudge() != null) {
            page.put("secondJudge", SecondJudgeSection.of(report.secondJudge()));
        }
        page.put("training", training.isEmpty() ? List.of() : training);
        if (report.learningCurve() != null) {
            page.put("learningCurve", LearningCurveSection.of(report.learningCurve()));
        }
        page.put("data", data.isEmpty() ? List.of() : data);
        page.put("examples", examples(report.examples()));
        return page;
    }

    private static List<Map<String, String>> rows(Map<String, String> facts) {
        List<Map<String, String>> rows = new ArrayList<>();
        facts.forEach((name, value) -> rows.add(Map.of("name", name, "value", value)));
        return rows;
    }

    private Map<String, Object> pairs(PairMetrics pairs) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pairs", Wording.count(pairs.pairs()));
        content.put("prompts", Wording.count(pairs.prompts()));
        content.put("accuracy", Wording.percent(pairs.accuracy().value()));
        content.put("accuracyRange", Wording.range(pairs.accuracy()));
        content.put("tiesHalf", Wording.percent(pairs.accuracyTiesHalf().value()));
        content.put("ties", Wording.count(pairs.ties()));
        content.put("margin", Wording.number(pairs.margin().value()));
        content.put("marginRange", Wording.numberRange(pairs.margin()));
        content.put("loss", Wording.precise(pairs.loss().value()));
        content.put("lossRange", Wording.numberRange(pairs.loss()));
        content.put("brier", Wording.precise(pairs.brier().value()));
        content.put("brierRange", Wording.numberRange(pairs.brier()));
        content.put("differenceArea", Wording.precise(pairs.auc().differences().value()));
        content.put("differenceAreaRange", Wording.numberRange(pairs.auc().differences()));
        content.put("scoreArea", Wording.precise(pairs.auc().rewards().value()));
        content.put("scoreAreaRange", Wording.numberRange(pairs.auc().rewards()));
        content.put("lengthCorrelation", Wording.number(pairs.length().correlation()));
        content.put(
                "baselines",
                report.baselines().stream().map(ReportPage::baseline).toList());
        content.put("chart", accuracyChart(pairs.accuracy()));
        content.put("distributions", DistributionSection.of(pairs.rewards()));
        return content;
    }

    private static Map<String, Object> baseline(EvaluationReport.Baseline baseline) {
        return Map.of(
                "name", baseline.name(),
                "explanation", baseline.explanation(),
                "accuracy", Wording.percent(baseline.accuracy().value()),
                "range", Wording.range(baseline.accuracy()),
                "difference", Wording.points(baseline.difference().value()),
                "differenceRange", Wording.pointsRange(baseline.difference()));
    }

    private Map<String, Object> accuracyChart(Interval accuracy) {
        List<IntervalChart.Row> rows = new ArrayList<>();
        rows.add(new IntervalChart.Row("This model", accuracy, true));
        report.baselines().forEach(one -> rows.add(new IntervalChart.Row(one.name(), one.accuracy(), false)));
        return IntervalChart.of(
                "accuracy-chart", "Accuracy of the model and of the baselines", IntervalChart.said(rows), rows, 0.5);
    }

    private static Map<String, Object> examples(Examples examples) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("baseline", examples.baseline());
        content.put(
                "selections",
                examples.selections().stream().map(ExampleText::selection).toList());
        content.put("hasSelections", !examples.selections().isEmpty());
        content.put("wrong", examples.wrong().stream().map(ExampleText::wrong).toList());
        content.put("hasWrong", !examples.wrong().isEmpty());
        return content;
    }
}
