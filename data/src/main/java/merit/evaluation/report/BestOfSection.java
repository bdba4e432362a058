package merit.evaluation.report;

import java.util.List;
import java.util.Map;
import merit.evaluation.metric.BestOfPoint;

/** What picking by reward is worth by the number of answers sampled, as curves and as a table. */
final class BestOfSection {
    private BestOfSection() {}

    static Map<String, Object> of(List<BestOfPoint> points) {
        BestOfPoint last = points.get(points.size() - 1);
        Map<String, Object> chart = LineChart.of(
                "best-of-chart",
                "True rating of the pick by the number of answers",
                "From " + Wording.number(points.get(0).rating().value()) + " with one answer to "
                        + Wording.number(last.rating().value()) + " with " + last.answers()
                        + ", where a perfect judge gets "
                        + Wording.number(last.best()) + ".",
                "answers sampled",
                List.of(
                        LineChart.Curve.of("Perfect judge", "train", points, p -> new double[] {p.answers(), p.best()}),
                        LineChart.Curve.of(
                                "Highest reward", "held", points, p -> LineChart.point(p.answers(), p.rating()))));
        return Map.of(
                "chart",
                chart,
                "points",
                points.stream().map(BestOfSection::row).toList());
    }

    private static Map<String, Object> row(BestOfPoint point) {
        return Map.of(
                "answers", point.answers(),
                "prompts", Wording.count(point.prompts()),
                "rating", Wording.number(point.rating().value()),
                "range", Wording.numberRange(point.rating()),
                "random", Wording.number(point.random()),
                "best", Wording.number(point.best()),
                "divergence", Wording.number(point.divergence()));
    }
}
