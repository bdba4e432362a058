package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The training log as curves and as a table. */
final class TrainingSection {
    private static final List<String> STEPS = List.of("global_step", "step", "epoch");

    /** What is drawn: title, then the metric's name; with {@code eval_} before it, its held-out curve. */
    private static final Map<String, String> METRICS = metrics();

    private static final Pattern SET_LOSS = Pattern.compile("eval_(.+)_loss");
    private static final int SET_STYLES = 4;

    private final List<Map<String, Object>> log;
    private final List<String> sets;
    private final String axis;

    private TrainingSection(List<Map<String, Object>> log) {
        this.log = log;
        this.sets = log.stream()
                .flatMap(entry -> entry.keySet().stream())
                .map(SET_LOSS::matcher)
                .filter(Matcher::matches)
                .map(set -> set.group(1))
                .distinct()
                .toList();
        this.axis = STEPS.stream()
                .filter(name -> log.stream().anyMatch(entry -> entry.get(name) instanceof Number))
                .findFirst()
                .orElse("");
    }

    /** Empty where there is nothing to draw. */
    static Map<String, Object> of(List<Map<String, Object>> log) {
        TrainingSection section = new TrainingSection(log);
        List<Map<String, Object>> charts = section.charts();
        return charts.isEmpty() ? Map.of() : Map.of("charts", charts, "table", section.table());
    }

    private static Map<String, String> metrics() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("Loss", "loss");
        metrics.put("Accuracy", "accuracy");
        metrics.put("Margin", "margin");
        metrics.put("Mean reward", "mean_reward");
        return metrics;
    }

    private List<Map<String, Object>> charts() {
        List<Map<String, Object>> charts = new ArrayList<>();
        METRICS.forEach((title, key) -> {
            List<LineChart.Curve> curves = curves(key);
            if (!curves.isEmpty()) {
                Map<String, Object> chart =
                        LineChart.of("training-" + charts.size(), title, described(title, curves), axisName(), curves);
                chart.put(
                        "legend",
                        curves.stream()
                                .map(curve -> Map.of("style", curve.style(), "name", curve.name()))
                                .toList());
                charts.add(chart);
            }
        });
        return charts;
    }

    /** The loss of training, of all that was held out, and of each evaluation set that has a name; empty where there is none. */
    static List<LineChart.Curve> losses(List<Map<String, Object>> log) {
        return new TrainingSection(log).curves("loss");
    }

    private List<LineChart.Curve> curves(String key) {
        List<LineChart.Curve> curves = new ArrayList<>();
        curve(curves, "Training", "train", key);
        curve(curves, "Held out", "held", "eval_" + key);
        for (int s = 0; s < sets.size(); s++) {
            curve(curves, sets.get(s), "set" + s % SET_STYLES, "eval_" + sets.get(s) + "_" + key);
        }
        return curves;
    }

    private void curve(List<LineChart.Curve> curves, String name, String style, String key) {
        Map<Double, Double> values = new TreeMap<>();
        for (Map<String, Object> entry : log) {
            if (entry.get(key) instanceof Number value
                    && entry.get(axis) instanceof Number step
                    && Double.isFinite(value.doubleValue())) {
                values.put(step.doubleValue(), value.doubleValue());
            }
        }
        if (!values.isEmpty()) {
            curves.add(LineChart.Curve.of(
                    name, style, values.entrySet(), entry -> new double[] {entry.getKey(), entry.getValue()}));
        }
    }

    private String axisName() {
        return axis.equals("epoch") ? "epoch" : "optimizer step";
    }

    private static String described(String title, List<LineChart.Curve> curves) {
        StringBuilder text = new StringBuilder(title).append(" as training goes on.");
        for (LineChart.Curve curve : curves) {
            List<double[]> points = curve.points();
            text.append(' ').append(curve.name()).append(": from ").append(Wording.number(points.get(0)[1]));
            text.append(" to ")
                    .append(Wording.number(points.get(points.size() - 1)[1]))
                    .append('.');
        }
        return text.toString();
    }

    private Map<String, Object> table() {
        Set<String> columns = new LinkedHashSet<>(List.of(axis));
        METRICS.values()
                .forEach(key -> columns(key).forEach(name -> {
                    if (log.stream().anyMatch(entry -> entry.get(name) instanceof Number)) {
                        columns.add(name);
                    }
                }));
        List<Map<String, Object>> rows = log.stream()
                .filter(entry -> columns.stream().filter(entry::containsKey).count() > 1)
                .map(entry -> Map.<String, Object>of(
                        "cells",
                        columns.stream().map(name -> cell(entry.get(name))).toList()))
                .toList();
        return Map.of("columns", columns, "rows", rows);
    }

    /** A metric of training, of all that was held out, and of each evaluation set that has a name. */
    private List<String> columns(String key) {
        List<String> columns = new ArrayList<>(List.of(key, "eval_" + key));
        sets.forEach(set -> columns.add("eval_" + set + "_" + key));
        return columns;
    }

    private static String cell(@Nullable Object value) {
        return value instanceof Number number ? Wording.number(number.doubleValue()) : "";
    }
}
