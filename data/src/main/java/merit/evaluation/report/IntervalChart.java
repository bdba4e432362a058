package merit.evaluation.report;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import merit.evaluation.metric.Interval;

/** Shares with their intervals, one a row, on a common axis in percent: what overlaps may be the same. */
final class IntervalChart {
    private static final int ROW = 46;
    private static final int LEFT = 8;
    private static final int RIGHT = Drawing.WIDTH - 14;

    private IntervalChart() {}

    /** @param strong whether this row is the model itself */
    record Row(String name, Interval share, boolean strong) {}

    /** @param chance a value worth a line of its own, such as one half; NaN for none */
    static Map<String, Object> of(String id, String title, String description, List<Row> rows, double chance) {
        int floor = rows.size() * ROW + 6;
        Drawing drawing = new Drawing(floor + 42);
        Scale x = scale(rows, chance);
        drawing.below(x, floor, 4, "percent");
        if (!Double.isNaN(chance)) {
            drawing.line("chance", x.at(100 * chance), 4, x.at(100 * chance), floor);
        }
        for (int r = 0; r < rows.size(); r++) {
            row(drawing, x, rows.get(r), r * ROW + 22);
        }
        return drawing.content(id, title, description);
    }

    /** The rows in words. */
    static String said(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row.name())
                .append(": ")
                .append(Wording.percent(row.share().value()))
                .append(", ")
                .append(Wording.range(row.share()))
                .append(". "));
        return text.toString().strip();
    }

    private static void row(Drawing drawing, Scale x, Row row, double y) {
        String side = row.strong() ? "model" : "other";
        Interval share = row.share();
        String said = Wording.percent(share.value()) + " (" + Wording.range(share) + ")";
        drawing.label("name" + (row.strong() ? " strong" : ""), LEFT, y, row.name());
        drawing.label("value end" + (row.strong() ? " strong" : ""), RIGHT, y, said);
        double low = x.at(100 * Math.max(0, share.low()));
        double high = x.at(100 * Math.min(1, share.high()));
        drawing.line("whisker " + side, low, y + 13, high, y + 13);
        drawing.line("whisker " + side, low, y + 8, low, y + 18);
        drawing.line("whisker " + side, high, y + 8, high, y + 18);
        drawing.dot("dot " + side, x.at(100 * share.value()), y + 13, row.strong() ? 6 : 5, row.name() + ": " + said);
    }

    private static Scale scale(List<Row> rows, double chance) {
        double[] shares = rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(
                        Math.max(0, row.share().low()), Math.min(1, row.share().high())))
                .toArray();
        double start = Double.isNaN(chance) ? 1 : chance;
        double low = Math.min(start, DoubleStream.of(shares).min().orElse(0));
        double high = Math.max(
                Double.isNaN(chance) ? 0 : chance, DoubleStream.of(shares).max().orElse(1));
        return Scale.round(100 * low, Math.min(100, 100 * high), 6, LEFT + 8, RIGHT - 8);
    }
}
