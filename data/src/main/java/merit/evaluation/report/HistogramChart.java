package merit.evaluation.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.Histogram;

/** Histograms over each other on the same bins, as steps: the first filled, the second hatched by its outline. */
final class HistogramChart {
    private static final int LEFT = 46;
    private static final int RIGHT = Drawing.WIDTH - 10;
    private static final int TOP = 12;
    private static final int FLOOR = 210;

    private HistogramChart() {}

    /** @param style of the style sheet: {@code chosen}, {@code rejected} or {@code margins} */
    record Side(String name, String style, Histogram histogram) {}

    static Map<String, Object> of(String id, String title, String description, String axis, List<Side> sides) {
        Drawing drawing = new Drawing(FLOOR + 42);
        Histogram first = sides.get(0).histogram();
        double reach = first.high() > first.low() ? 0 : 0.5;
        Scale x = Scale.round(first.low() - reach, first.high() + reach, 7, LEFT, RIGHT);
        int most = sides.stream()
                .mapToInt(side -> Collections.max(side.histogram().counts()))
                .max()
                .orElse(1);
        Scale y = Scale.round(0, most, 5, FLOOR, TOP);
        drawing.below(x, FLOOR, TOP, axis);
        drawing.left(y, LEFT, RIGHT);
        for (Side side : sides) {
            drawing.path("area " + side.style(), steps(side.histogram(), x, y), side.name());
        }
        if (x.low() < 0 && x.high() > 0) {
            drawing.line("chance", x.at(0), TOP, x.at(0), FLOOR);
        }
        return drawing.content(id, title, description);
    }

    private static List<double[]> steps(Histogram histogram, Scale x, Scale y) {
        List<double[]> points = new ArrayList<>();
        points.add(new double[] {x.at(histogram.low()), y.at(0)});
        for (int bin = 0; bin < histogram.counts().size(); bin++) {
            double height = y.at(histogram.counts().get(bin));
            points.add(new double[] {x.at(histogram.low() + bin * histogram.binWidth()), height});
            points.add(new double[] {x.at(histogram.low() + (bin + 1) * histogram.binWidth()), height});
        }
        points.add(new double[] {x.at(histogram.high()), y.at(0)});
        return points;
    }
}
