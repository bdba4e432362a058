package merit.evaluation.report;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import merit.evaluation.metric.Interval;

/** Curves over a common axis; short ones with a dot at each value. */
final class LineChart {
    private static final int LEFT = 52;
    private static final int RIGHT = Drawing.WIDTH - 12;
    private static final int TOP = 12;
    private static final int FLOOR = 210;
    private static final int DOTS_UP_TO = 25;

    private LineChart() {}

    /** Points are {x, y}, or {x, y, low, high} where an interval is drawn. */
    record Curve(String name, String style, List<double[]> points) {
        /** A point of each thing. */
        static <T> Curve of(String name, String style, Collection<T> things, Function<T, double[]> point) {
            return new Curve(name, style, things.stream().map(point).toList());
        }
    }

    /** A value with its interval, where it has bounds. */
    static double[] point(double x, Interval y) {
        return y.isBounded() ? new double[] {x, y.value(), y.low(), y.high()} : new double[] {x, y.value()};
    }

    static Map<String, Object> of(String id, String title, String description, String axis, List<Curve> curves) {
        Scale x = Scale.round(least(curves, 0), most(curves, 0), 6, LEFT, RIGHT);
        Scale y = Scale.round(least(curves, 1), most(curves, 1), 5, FLOOR, TOP);
        return of(new String[] {id, title, description, axis}, x, y, curves, false);
    }

    /** Confidence against accuracy: from one half as far as the model is sure, with the line on which they agree. */
    static Map<String, Object> reliability(String id, String title, String description, List<Curve> curves) {
        Scale x = Scale.round(50, Math.max(60, most(curves, 0)), 5, LEFT, RIGHT);
        Scale y = Scale.round(Math.min(50, least(curves, 1)), Math.max(x.high(), most(curves, 1)), 6, FLOOR, TOP);
        return of(new String[] {id, title, description, "how sure the model is, percent"}, x, y, curves, true);
    }

    private static Map<String, Object> of(String[] words, Scale x, Scale y, List<Curve> curves, boolean diagonal) {
        Drawing drawing = new Drawing(FLOOR + 42);
        drawing.below(x, FLOOR, TOP, words[3]);
        drawing.left(y, LEFT, RIGHT);
        if (diagonal) {
            drawing.line("chance", x.at(50), y.at(50), x.at(x.high()), y.at(x.high()));
        }
        for (Curve curve : curves) {
            whiskers(drawing, x, y, curve);
            drawing.path(
                    "curve " + curve.style(),
                    curve.points().stream()
                            .map(point -> new double[] {x.at(point[0]), y.at(point[1])})
                            .toList(),
                    curve.name());
            if (curve.points().size() <= DOTS_UP_TO) {
                for (double[] point : curve.points()) {
                    String said = curve.name() + ": " + Wording.number(point[1]) + " at " + Wording.number(point[0]);
                    drawing.dot("dot " + curve.style(), x.at(point[0]), y.at(point[1]), 3.5, said);
                }
            }
        }
        return drawing.content(words[0], words[1], words[2]);
    }

    private static void whiskers(Drawing drawing, Scale x, Scale y, Curve curve) {
        for (double[] point : curve.points()) {
            if (point.length > 2) {
                double at = x.at(point[0]);
                drawing.line("whisker " + curve.style(), at, y.at(point[2]), at, y.at(point[3]));
                drawing.line("whisker " + curve.style(), at - 5, y.at(point[2]), at + 5, y.at(point[2]));
                drawing.line("whisker " + curve.style(), at - 5, y.at(point[3]), at + 5, y.at(point[3]));
            }
        }
    }

    private static double least(List<Curve> curves, int of) {
        return values(curves, of).min().orElse(0);
    }

    private static double most(List<Curve> curves, int of) {
        return values(curves, of).max().orElse(1);
    }

    private static DoubleStream values(List<Curve> curves, int of) {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .flatMapToDouble(point -> of == 1 && point.length > 2
                        ? DoubleStream.of(point[1], point[2], point[3])
                        : DoubleStream.of(point[of]));
    }
}
