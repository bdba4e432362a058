package merit.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.evaluation.metric.Interval;
import merit.store.WholeFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several evaluations in one page, from the {@code report.json} of each: a row a figure, a column a run. */
public final class SideBySide {
    private final List<Column> columns;

    private SideBySide(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    private record Column(String name, JsonNode report) {}

    /**
     * @param places folders that hold a {@code report.json}, or such files
     * @throws IllegalArgumentException where a file is not a report
     */
    public static SideBySide of(List<Path> places) throws IOException {
        if (places.isEmpty()) {
            throw new IllegalArgumentException("nothing to put side by side: found no run, need one or more");
        }
        List<Column> columns = new ArrayList<>();
        for (Path place : places) {
            Path file = Files.isDirectory(place) ? place.resolve("report.json") : place;
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        file + ": no such file; write it with: merit evaluate RUN --data FILE" + " --out " + place);
            }
            columns.add(new Column(place.toString(), read(file)));
        }
        return new SideBySide(columns);
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            JsonNode report = JsonMapper.shared().readTree(Files.readAllBytes(file));
            if (!report.path("figures").isObject()) {
                throw new IllegalArgumentException(file + ": found no \"figures\", need a report of merit evaluate");
            }
            return report;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** One HTML file that needs no network. */
    public String html() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", String.join(", ", names()));
        page.put("window", String.join(", ", names()) + " \u00b7 side by side");
        page.put("names", names());
        String careful = careful();
        page.put("careful", careful);
        page.put("comparable", careful.isEmpty() && columns.size() > 1);
        page.put("chart", chart());
        page.put(
                "rows",
                SideBySideRow.ALL.stream()
                        .filter(row -> columns.stream().anyMatch(column -> row.isIn(column.report())))
                        .map(row ->
                                row.content(columns.stream().map(Column::report).toList(), careful.isEmpty()))
                        .toList());
        page.put("runs", IntStream.range(0, columns.size()).mapToObj(this::run).toList());
        return Templates.html("side-by-side.html", page);
    }

    /** Writes the page, beside and then into its place. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, html());
    }

    private List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** What keeps figures from being comparable; empty where nothing does. */
    private String careful() {
        long data = columns.stream()
                .map(column -> column.report().path("provenance").path("Data").asString(""))
                .distinct()
                .count();
        long pairs = columns.stream()
                .map(column -> column.report().at("/figures/pairs/pairs").toString()
                        + column.report().at("/figures/candidates/prompts"))
                .distinct()
                .count();
        return data > 1 || pairs > 1
                ? "Not measured on the same data, so figures of different columns do not compare."
                : "";
    }

    private List<Map<String, Object>> chart() {
        List<IntervalChart.Row> rows = new ArrayList<>();
        for (Column column : columns) {
            Interval accuracy = SideBySideRow.interval(column.report().at("/figures/pairs/accuracy"));
            if (accuracy != null) {
                rows.add(new IntervalChart.Row(column.name(), accuracy, true));
            }
        }
        return rows.isEmpty()
                ? List.of()
                : List.of(IntervalChart.of(
                        "accuracy-chart", "Accuracy of each run", IntervalChart.said(rows), rows, 0.5));
    }

    private Map<String, Object> run(int number) {
        Column column = columns.get(number);
        List<Map<String, String>> provenance = new ArrayList<>();
        column.report()
                .path("provenance")
                .properties()
                .forEach(entry -> provenance.add(
                        Map.of("name", entry.getKey(), "value", entry.getValue().asString(""))));
        return Map.of(
                "number",
                number,
                "name",
                column.name(),
                "conclusions",
                column.report()
                        .path("conclusions")
                        .valueStream()
                        .map(line -> line.asString(""))
                        .toList(),
                "provenance",
                provenance);
    }
}
