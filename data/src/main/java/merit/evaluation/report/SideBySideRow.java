package merit.evaluation.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import merit.evaluation.metric.Interval;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/**
 * One figure of several reports.
 *
 * @param place where it stands in a report
 * @param better 1 where higher is better, -1 where lower is, 0 where neither is
 */
record SideBySideRow(String label, Function<JsonNode, JsonNode> place, Unit unit, int better) {
    /** How a figure is written, alone and with its interval. */
    record Unit(DoubleFunction<String> value, Function<Interval, String> range) {}

    private static final Unit SHARE = new Unit(Wording::percent, Wording::range);
    private static final Unit POINTS = new Unit(Wording::points, Wording::pointsRange);
    private static final Unit NUMBER = new Unit(Wording::number, Wording::numberRange);
    private static final Unit PRECISE = new Unit(Wording::precise, Wording::numberRange);
    private static final Unit COUNT = new Unit(value -> Wording.count((long) value), Wording::numberRange);

    static final List<SideBySideRow> ALL = List.of(
            at("Pairs", "/figures/pairs/pairs", COUNT, 0),
            at("Accuracy", "/figures/pairs/accuracy", SHARE, 1),
            at("Accuracy, ties as half", "/figures/pairs/accuracyTiesHalf", SHARE, 1),
            at("Ahead of the longer answer, points", "/figures/pairs/length/difference", POINTS, 1),
            at("Margin", "/figures/pairs/margin", NUMBER, 0),
            at("Log-loss", "/figures/pairs/loss", PRECISE, -1),
            at("Brier score", "/figures/pairs/brier", PRECISE, -1),
            at("AUC of differences", "/figures/pairs/auc/differences", PRECISE, 1),
            at("Temperature", "/figures/calibration/calibration/temperature", NUMBER, 0),
            new SideBySideRow("Calibration error, held out, by temperature", SideBySideRow::error, SHARE, -1),
            at("Best answer picked", "/figures/candidates/picks/reward/accuracy", SHARE, 1),
            at("True rating of the pick", "/figures/candidates/picks/reward/rating", NUMBER, 1),
            at("Wins over a random pick", "/figures/candidates/wins/overRandom", SHARE, 1),
            at("Spearman", "/figures/candidates/ranking/spearman", NUMBER, 1),
            at("Reward with length, preference held fixed", "/shortcuts/length/partial", NUMBER, 0),
            new SideBySideRow("Shortcuts found", SideBySideRow::shortcuts, COUNT, -1),
            new SideBySideRow("Edits that turn preferences", SideBySideRow::edits, COUNT, -1));

    private static SideBySideRow at(String label, String pointer, Unit unit, int better) {
        return new SideBySideRow(label, report -> report.at(pointer), unit, better);
    }

    boolean isIn(JsonNode report) {
        return value(report) != null;
    }

    /**
     * The cells of this row, one a report.
     *
     * @param comparable whether one of several values may be called the best
     */
    Map<String, Object> content(List<JsonNode> reports, boolean comparable) {
        double[] worth = reports.stream()
                .map(this::value)
                .filter(Objects::nonNull)
                .mapToDouble(value -> better * value)
                .toArray();
        boolean ranked = comparable && better != 0 && worth.length > 1;
        double best = Arrays.stream(worth).max().orElse(0);
        List<Map<String, Object>> cells = new ArrayList<>();
        for (JsonNode report : reports) {
            Double value = value(report);
            Interval interval = interval(place.apply(report));
            cells.add(Map.of(
                    "value", value == null ? "-" : unit.value().apply(value),
                    "range", interval == null ? "" : "(" + unit.range().apply(interval) + ")",
                    "best", ranked && value != null && better * value == best));
        }
        return Map.of("label", label, "cells", cells);
    }

    private @Nullable Double value(JsonNode report) {
        JsonNode node = place.apply(report);
        JsonNode value = node.isObject() ? node.path("value") : node;
        return value.isNumber() ? Double.valueOf(value.doubleValue()) : null;
    }

    /** An interval as reports hold it; null where there is none. */
    static @Nullable Interval interval(JsonNode node) {
        return node.path("low").isNumber() && node.path("high").isNumber()
                ? new Interval(
                        node.path("value").doubleValue(),
                        node.path("low").doubleValue(),
                        node.path("high").doubleValue())
                : null;
    }

    private static JsonNode error(JsonNode report) {
        return report.at("/figures/heldOutCalibration/outcomes")
                .valueStream()
                .filter(outcome -> outcome.path("method").asString("").equals("TEMPERATURE"))
                .map(outcome -> outcome.at("/equalMass/error"))
                .findFirst()
                .orElse(report.path("none"));
    }

    /** How many do; nothing where they were not run. */
    private static JsonNode edits(JsonNode report) {
        JsonNode counterfactuals = report.path("counterfactuals");
        return counterfactuals.path("notRun").isNull()
                ? LongNode.valueOf(found(counterfactuals.path("effects")))
                : report.path("none");
    }

    private static long found(JsonNode list) {
        return list.valueStream()
                .filter(one -> one.path("found").asBoolean(false))
                .count();
    }

    private static JsonNode shortcuts(JsonNode report) {
        JsonNode known = report.at("/shortcuts/known");
        if (!known.isArray()) {
            return known;
        }
        return LongNode.valueOf(found(known) + report.at("/shortcuts/phrases").size());
    }
}
