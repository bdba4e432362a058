package merit.evaluation.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Disagreement;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.PairedComparison;
import merit.evaluation.metric.ScoredSet;
import merit.preference.PreferencePair;
import merit.store.WholeFile;

/**
 * Two models on the same pairs: whether the difference is real, said in one sentence, and the pairs on which they differ.
 *
 * @param first name of the first model
 * @param second name of the second model
 * @param verdict the sentence
 * @param intervals how the intervals were made
 * @param figures all numbers, every disagreement among them
 * @param differing the largest disagreements, with their texts
 */
public record ComparisonReport(
        String first,
        String second,
        String verdict,
        ClusteredBootstrap intervals,
        PairedComparison figures,
        List<DifferingPair> differing) {
    private static final int SHOWN = 20;

    /**
     * A pair that only one model gets right.
     *
     * @param origin where the row stands, such as a file and a line
     * @param firstDifference chosen less rejected reward, by the first model
     * @param secondDifference the same by the second
     */
    public record DifferingPair(
            String origin,
            String prompt,
            String chosen,
            String rejected,
            double firstDifference,
            double secondDifference) {
        /** Whether the first model is the one that is right. */
        public boolean firstIsRight() {
            return firstDifference > 0;
        }
    }

    public ComparisonReport {
        differing = List.copyOf(differing);
    }

    /** @throws IllegalArgumentException where the two were not measured on the same pairs */
    public static ComparisonReport of(String first, Evaluation one, String second, Evaluation other) {
        PairedComparison figures = one.comparedWith(other);
        return new ComparisonReport(
                first,
                second,
                verdict(first, second, figures, one.intervals()),
                one.intervals(),
                figures,
                differing(one, figures.disagreements()));
    }

    /** One HTML file that needs no network. */
    public String html() {
        return Templates.html("comparison.html", content());
    }

    /** The same content for machines. */
    public String json() {
        return EvaluationReport.json(this);
    }

    /** Writes {@code comparison.html} and {@code comparison.json} into {@code folder}. */
    public void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve("comparison.html"), html());
        WholeFile.write(folder.resolve("comparison.json"), json());
    }

    private static String verdict(String first, String second, PairedComparison figures, ClusteredBootstrap intervals) {
        boolean ahead = figures.difference().value() >= 0;
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("level", Wording.level(intervals.level()));
        content.put("pairs", Wording.count(figures.pairs()));
        content.put("better", ahead ? first : second);
        content.put("worse", ahead ? second : first);
        content.put("high", Wording.percent((ahead ? figures.first() : figures.second()).value()));
        content.put("low", Wording.percent((ahead ? figures.second() : figures.first()).value()));
        content.put(
                "size", Wording.points(Math.abs(figures.difference().value())).substring(1));
        content.put(
                "range",
                Wording.pointsRange(
                        ahead ? figures.difference() : figures.difference().turned()));
        content.put("real", figures.isReal());
        content.put("alike", figures.disagreements().isEmpty());
        return Templates.plain("verdict.txt", content).strip();
    }

    private static List<DifferingPair> differing(Evaluation evaluation, List<Disagreement> disagreements) {
        List<PreferencePair> pairs = evaluation.scored().stream()
                .map(ScoredSet::set)
                .flatMap(set -> set.pairs().stream())
                .toList();
        List<DifferingPair> rows = new ArrayList<>();
        for (Disagreement one : disagreements.subList(0, Math.min(SHOWN, disagreements.size()))) {
            PreferencePair pair = pairs.get(one.pair());
            rows.add(new DifferingPair(
                    pair.set().origin().toString(),
                    Examples.text(pair.prompt()),
                    pair.chosen(),
                    pair.rejected(),
                    one.first(),
                    one.second()));
        }
        return rows;
    }

    private Map<String, Object> content() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("window", first + " and " + second + " \u00b7 comparison");
        page.put("first", first);
        page.put("second", second);
        page.put("verdict", verdict);
        page.put("method", Wording.method(intervals));
        page.put("onlyFirst", Wording.count(figures.onlyFirst()));
        page.put("onlySecond", Wording.count(figures.onlySecond()));
        page.put("exact", Wording.chance(figures.mcNemar()));
        page.put("corrected", Wording.chance(figures.mcNemarCorrected()));
        List<IntervalChart.Row> rows = List.of(
                new IntervalChart.Row(first, figures.first(), true),
                new IntervalChart.Row(second, figures.second(), false));
        page.put(
                "chart",
                IntervalChart.of("comparison-chart", "Accuracy of both models", IntervalChart.said(rows), rows, 0.5));
        page.put("differing", differing.stream().map(this::row).toList());
        page.put("hasDiffering", !differing.isEmpty());
        return page;
    }

    private Map<String, Object> row(DifferingPair pair) {
        return Map.of(
                "origin", pair.origin(),
                "right", pair.firstIsRight() ? first : second,
                "firstDifference", Wording.number(pair.firstDifference()),
                "secondDifference", Wording.number(pair.secondDifference()),
                "prompt", ExampleText.folded(pair.prompt()),
                "chosen", ExampleText.folded(pair.chosen()),
                "rejected", ExampleText.folded(pair.rejected()));
    }
}
