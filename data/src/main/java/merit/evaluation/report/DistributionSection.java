package merit.evaluation.report;

import java.util.List;
import java.util.Map;
import merit.evaluation.metric.Distribution;
import merit.evaluation.metric.PairMetrics;

/** How rewards spread, as pictures and as a table. */
final class DistributionSection {
    private DistributionSection() {}

    static Map<String, Object> of(PairMetrics.Rewards rewards) {
        List<HistogramChart.Side> sides = List.of(
                new HistogramChart.Side(
                        "Rejected answers", "rejected", rewards.rejected().histogram()),
                new HistogramChart.Side(
                        "Chosen answers", "chosen", rewards.chosen().histogram()));
        List<HistogramChart.Side> margins = List.of(new HistogramChart.Side(
                "Chosen less rejected", "margins", rewards.margins().histogram()));
        return Map.of(
                "rewards",
                HistogramChart.of(
                        "rewards-chart",
                        "Rewards of chosen and rejected answers",
                        "Chosen answers have a mean reward of "
                                + Wording.number(rewards.chosen().mean()) + ", rejected ones of "
                                + Wording.number(rewards.rejected().mean()) + ".",
                        "reward",
                        sides),
                "margins",
                HistogramChart.of(
                        "margins-chart",
                        "Difference of the rewards, a pair",
                        "The mean difference is "
                                + Wording.number(rewards.margins().mean())
                                + "; right of 0 the model agrees with the label.",
                        "chosen less rejected",
                        margins),
                "rows",
                List.of(
                        row("Chosen", rewards.chosen()),
                        row("Rejected", rewards.rejected()),
                        row("Difference", rewards.margins())));
    }

    static Map<String, Object> row(String name, Distribution distribution) {
        Distribution.Quantiles quantiles = distribution.quantiles();
        return Map.of(
                "name", name,
                "mean", Wording.number(distribution.mean()),
                "deviation", Wording.number(distribution.standardDeviation()),
                "min", Wording.number(quantiles.min()),
                "p5", Wording.number(quantiles.p5()),
                "median", Wording.number(quantiles.median()),
                "p95", Wording.number(quantiles.p95()),
                "max", Wording.number(quantiles.max()));
    }
}
