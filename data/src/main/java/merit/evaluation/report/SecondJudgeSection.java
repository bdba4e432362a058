package merit.evaluation.report;

import java.util.List;
import java.util.Map;
import merit.evaluation.metric.OverOptimization;
import merit.evaluation.metric.OverOptimization.Point;
import merit.evaluation.report.EvaluationReport.SecondJudge;

/** What picking by the model is worth to another judge, as curves and as a table. */
final class SecondJudgeSection {
    private SecondJudgeSection() {}

    static Map<String, Object> of(SecondJudge judge) {
        OverOptimization picks = judge.picks();
        return Map.of(
                "name", judge.name(),
                "conclusion", picks.conclusion(),
                "last", picks.last(),
                "prompts", Wording.count(picks.prompts()),
                "chart", chart(picks),
                "points", picks.points().stream().map(SecondJudgeSection::row).toList());
    }

    private static Map<String, Object> chart(OverOptimization picks) {
        return LineChart.of(
                "second-chart",
                "Both judges' rating of the pick by the number of answers",
                picks.conclusion(),
                "answers sampled",
                List.of(
                        LineChart.Curve.of("This model", "train", picks.points(), point ->
                                new double[] {point.answers(), point.first()}),
                        LineChart.Curve.of(
                                "The second judge",
                                "held",
                                picks.points(),
                                point -> LineChart.point(point.answers(), point.second()))));
    }

    private static Map<String, Object> row(Point point) {
        return Map.of(
                "answers", point.answers(),
                "prompts", Wording.count(point.prompts()),
                "first", Wording.signed(point.first()),
                "second", Wording.signed(point.second().value()),
                "range", Wording.signedRange(point.second()),
                "best", Wording.signed(point.best()),
                "divergence", Wording.number(point.divergence()));
    }
}
