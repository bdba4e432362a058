package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A picture as marks that {@code chart.svg} writes down. Colours belong to the style sheet, so one picture serves light,
 * dark and paper; what a mark shows is said again in words by its hover text and by the table beside the picture.
 */
final class Drawing {
    static final int WIDTH = 460;

    private final int height;
    private final List<Map<String, Object>> lines = new ArrayList<>();
    private final List<Map<String, Object>> shapes = new ArrayList<>();
    private final List<Map<String, Object>> dots = new ArrayList<>();
    private final List<Map<String, Object>> labels = new ArrayList<>();

    Drawing(int height) {
        this.height = height;
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        lines.add(Map.of("style", style, "x1", place(x1), "y1", place(y1), "x2", place(x2), "y2", place(y2)));
    }

    /** Points joined in order; closed down to {@code floor} where the shape is an area. */
    void path(String style, List<double[]> points, String hover) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(place(point[0]))
                    .append(' ')
                    .append(place(point[1]));
        }
        shapes.add(Map.of("style", style, "path", path.toString(), "hover", hover));
    }

    void dot(String style, double x, double y, double radius, String hover) {
        dots.add(Map.of("style", style, "x", place(x), "y", place(y), "radius", place(radius), "hover", hover));
    }

    void label(String style, double x, double y, String text) {
        labels.add(Map.of("style", style, "x", place(x), "y", place(y), "text", text));
    }

    /** Grid, ticks and the axis' name. */
    void below(Scale x, double floor, double ceiling, String name) {
        for (double tick : x.ticks()) {
            line("grid", x.at(tick), ceiling, x.at(tick), floor);
            label("tick middle", x.at(tick), floor + 16, x.label(tick));
        }
        label("axis middle", (x.from() + x.to()) / 2, floor + 34, name);
    }

    void left(Scale y, double from, double to) {
        for (double tick : y.ticks()) {
            line("grid", from, y.at(tick), to, y.at(tick));
            label("tick end", from - 6, y.at(tick) + 4, y.label(tick));
        }
    }

    /** What the template needs; {@code id} is unique on the page. */
    Map<String, Object> content(String id, String title, String description) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("id", id);
        content.put("title", title);
        content.put("description", description);
        content.put("width", WIDTH);
        content.put("height", height);
        content.put("lines", lines);
        content.put("shapes", shapes);
        content.put("dots", dots);
        content.put("labels", labels);
        return content;
    }

    private static String place(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
