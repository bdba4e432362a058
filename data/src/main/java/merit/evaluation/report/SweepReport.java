package merit.evaluation.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.SweepRanking;
import merit.evaluation.metric.SweepRanking.Metric;
import merit.evaluation.metric.SweepRanking.Place;
import merit.store.WholeFile;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of a model ranked by what they get on held-out pairs, as a page, as JSON and as a table.
 *
 * @param title what was swept
 * @param settings of each configuration, those that tell it from others, in the order of {@link Place#entry()}
 * @param seeds what each was trained from, the same order
 * @param ranking the best first
 * @param test what the best one gets on pairs that chose nothing; null where there are none
 * @param failed configurations that came to no figure, and why
 * @param facts of the model, the data and the time, by name
 */
public record SweepReport(
        String title,
        List<Map<String, String>> settings,
        List<List<Long>> seeds,
        SweepRanking ranking,
        @Nullable PairMetrics test,
        Map<String, String> failed,
        Map<String, String> facts) {
    private static final int CHARTED = 12;
    /** Characters that stand beside a figure in a chart. */
    private static final int LABEL = 40;

    public SweepReport {
        settings = List.copyOf(settings);
        seeds = List.copyOf(seeds);
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** A configuration as its settings: {@code head_learning_rate 1e-3 · loss hinge}. */
    public static String name(Map<String, String> settings) {
        StringJoiner name = new StringJoiner(" \u00b7 ").setEmptyValue("as it is");
        settings.forEach((setting, value) -> name.add(setting + " " + value));
        return name.toString();
    }

    /** The name of a configuration that was ranked. */
    public String name(Place place) {
        return name(settings.get(place.entry()));
    }

    /** What to conclude, in sentences. */
    public List<String> conclusions() {
        Place best = ranking.places().get(0);
        Metric metric = ranking.metric();
        int others = ranking.places().size() - 1;
        List<String> said = new ArrayList<>();
        if (others > 0) {
            long worse = ranking.places().stream().filter(Place::isWorse).count();
            said.add("Of " + Wording.count(others + 1L) + " configurations the best by held-out " + metric.label()
                    + " is " + name(best) + ", with " + figure(metric, best.of(metric)) + ".");
            said.add(clear(worse, others));
            said.add("It was chosen on the very pairs that it is measured on, so its own figure is optimistic"
                    + (test == null
                            ? ": --test-data FILE measures it once on pairs that chose nothing."
                            : "; the test pairs chose nothing."));
        }
        if (test != null) {
            said.add("On " + Wording.count(test.pairs()) + " test pairs of " + Wording.count(test.prompts())
                    + " prompts it gets " + figure(Metric.ACCURACY, test.accuracy()) + " right, loss "
                    + figure(Metric.LOSS, test.loss()) + ".");
        }
        return said;
    }

    private static String clear(long worse, long others) {
        if (worse == 0) {
            return "Between it and the other" + (others == 1 ? "" : "s") + " the difference is not clear.";
        }
        return "It is better by more than chance than "
                + (worse == others
                        ? "each of the others."
                        : Wording.count(worse) + " of the other " + Wording.count(others)
                                + ", and not clearly better than the rest.");
    }

    /** A figure with its interval: {@code 0.628 (0.601 to 0.655)}, {@code 64.2 % (60.1 to 68.0)}. */
    public static String figure(Metric metric, Interval value) {
        return metric == Metric.ACCURACY
                ? Wording.percent(value.value()) + " (" + Wording.range(value) + ")"
                : Wording.precise(value.value()) + " (" + preciseRange(value) + ")";
    }

    /** How far behind the best one is: {@code 0.012 (0.001 to 0.023)}; of accuracies in points. */
    public static String behind(Metric metric, Place place) {
        Interval behind = place.behind();
        if (behind == null) {
            return "the best";
        }
        return (metric == Metric.ACCURACY
                        ? Wording.points(behind.value()).substring(1) + " (" + Wording.pointsRange(behind) + ")"
                        : Wording.precise(behind.value()) + " (" + preciseRange(behind) + ")")
                + (place.isWorse() ? "" : ", not clear");
    }

    /** The seeds of a configuration, from the least to the most; empty for one seed. */
    public static String spread(Metric metric, Place place) {
        if (place.bySeed().size() < 2) {
            return "";
        }
        return metric == Metric.ACCURACY
                ? Wording.range(new Interval(place.low(), place.low(), place.high())) + " %"
                : Wording.precise(place.low()) + " to " + Wording.precise(place.high());
    }

    private static String preciseRange(Interval value) {
        return value.isBounded()
                ? Wording.precise(value.low()) + " to " + Wording.precise(value.high())
                : "one prompt gives no interval";
    }

    /** One HTML file that needs no network. */
    public String html() {
        return Templates.html("sweep.html", content());
    }

    /** The same content for machines. */
    public String json() {
        return EvaluationReport.json(this);
    }

    /** A row a configuration, the best first. */
    public String csv() {
        Set<String> names = new LinkedHashSet<>();
        settings.forEach(one -> names.addAll(one.keySet()));
        List<String> head = new ArrayList<>(List.of("rank"));
        head.addAll(names);
        head.addAll(List.of("seeds", "log_loss", "log_loss_low", "log_loss_high"));
        head.addAll(List.of("accuracy", "accuracy_low", "accuracy_high"));
        head.addAll(List.of("margin", "behind", "behind_low", "behind_high", "worse", "seed_low", "seed_high"));
        StringBuilder table = new StringBuilder(String.join(",", head)).append('\n');
        for (int rank = 1; rank <= ranking.places().size(); rank++) {
            Place place = ranking.places().get(rank - 1);
            List<Object> row = new ArrayList<>(List.of(rank));
            names.forEach(name -> row.add(settings.get(place.entry()).getOrDefault(name, "")));
            row.add(place.bySeed().size());
            row.addAll(List.of(
                    place.loss().value(), place.loss().low(), place.loss().high()));
            row.addAll(List.of(
                    place.accuracy().value(),
                    place.accuracy().low(),
                    place.accuracy().high()));
            row.add(place.margin().value());
            Interval behind = place.behind();
            row.addAll(behind == null ? List.of(0, "", "") : List.of(behind.value(), behind.low(), behind.high()));
            row.addAll(List.of(place.isWorse(), place.low(), place.high()));
            table.append(String.join(",", row.stream().map(SweepReport::cell).toList()))
                    .append('\n');
        }
        return table.toString();
    }

    private static String cell(Object value) {
        String text = value.toString();
        return text.matches("[^\",\n\r]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** Writes {@code sweep.html}, {@code sweep.json} and {@code sweep.csv}, each beside and then into its place. */
    public void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve("sweep.html"), html());
        WholeFile.write(folder.resolve("sweep.csv"), csv());
        WholeFile.write(folder.resolve("sweep.json"), json());
    }

    private Map<String, Object> content() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("window", title + " \u00b7 sweep");
        page.put("title", title);
        page.put("conclusions", conclusions());
        page.put("pairs", Wording.count(ranking.pairs()));
        page.put("prompts", Wording.count(ranking.prompts()));
        page.put("metric", ranking.metric().label());
        page.put("level", Wording.level(ranking.intervals().level()));
        page.put("method", Wording.method(ranking.intervals()));
        page.put("several", seeds.stream().anyMatch(list -> list.size() > 1));
        page.put(
                "rows",
                IntStream.rangeClosed(1, ranking.places().size())
                        .mapToObj(this::row)
                        .toList());
        page.put("chart", chart());
        page.put("failed", named(failed));
        page.put("hasFailed", !failed.isEmpty());
        page.put("facts", named(facts));
        return page;
    }

    private static List<Map<String, String>> named(Map<String, String> values) {
        List<Map<String, String>> rows = new ArrayList<>();
        values.forEach((name, value) -> rows.add(Map.of("name", name, "value", value)));
        return rows;
    }

    private Map<String, Object> row(int rank) {
        Place place = ranking.places().get(rank - 1);
        return Map.of(
                "rank", rank,
                "name", name(place),
                "best", place.behind() == null,
                "loss", figure(Metric.LOSS, place.loss()),
                "accuracy", figure(Metric.ACCURACY, place.accuracy()),
                "behind", behind(ranking.metric(), place),
                "spread", spread(ranking.metric(), place));
    }

    private Map<String, Object> chart() {
        List<IntervalChart.Row> rows = ranking.places().stream()
                .limit(CHARTED)
                .map(place -> new IntervalChart.Row(label(name(place)), place.accuracy(), place.behind() == null))
                .toList();
        return IntervalChart.of(
                "accuracy-chart", "Accuracy of each configuration", IntervalChart.said(rows), rows, 0.5);
    }

    private static String label(String name) {
        return name.length() <= LABEL ? name : name.substring(0, LABEL - 1) + "\u2026";
    }
}
