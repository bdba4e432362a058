package merit.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.LearningCurve;
import merit.evaluation.metric.LearningCurve.Point;

/** What more labels are worth, as two curves with their intervals and as a table. */
final class LearningCurveSection {
    private LearningCurveSection() {}

    static Map<String, Object> of(LearningCurve curve) {
        return Map.of(
                "conclusion",
                curve.conclusion(),
                "level",
                Wording.level(curve.level()),
                "charts",
                List.of(
                        chart("Accuracy, percent", "learning-accuracy", curve, point -> scaled(point.accuracy(), 100)),
                        chart("Loss", "learning-loss", curve, Point::loss)),
                "points",
                curve.points().stream().map(LearningCurveSection::row).toList());
    }

    private static Map<String, Object> chart(
            String title, String id, LearningCurve curve, Function<Point, Interval> figure) {
        List<Point> points = curve.points();
        double first = figure.apply(points.get(0)).value();
        double last = figure.apply(points.get(points.size() - 1)).value();
        String said = "From " + Wording.number(first) + " with "
                + Wording.count(points.get(0).pairs())
                + " pairs to train on to " + Wording.number(last) + " with "
                + Wording.count(points.get(points.size() - 1).pairs()) + "; the bars are intervals.";
        return LineChart.of(
                id,
                title,
                said,
                "pairs trained on",
                List.of(LineChart.Curve.of(
                        title, "held", points, point -> LineChart.point(point.pairs(), figure.apply(point)))));
    }

    private static Interval scaled(Interval share, double unit) {
        return new Interval(unit * share.value(), unit * share.low(), unit * share.high());
    }

    private static Map<String, Object> row(Point point) {
        return Map.of(
                "share", String.format(Locale.ROOT, "%.0f %%", 100 * point.share()),
                "prompts", Wording.count(point.prompts()),
                "pairs", Wording.count(point.pairs()),
                "accuracy", Wording.percent(point.accuracy().value()),
                "accuracyRange", Wording.range(point.accuracy()),
                "loss", Wording.precise(point.loss().value()),
                "lossRange", Wording.numberRange(point.loss()));
    }
}
