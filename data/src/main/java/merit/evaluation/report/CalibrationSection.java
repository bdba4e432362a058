package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.CalibrationMethod;
import merit.evaluation.metric.HeldOutCalibration;
import merit.evaluation.metric.HeldOutCalibration.Outcome;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.Reliability;
import merit.evaluation.metric.StoredCalibration;
import merit.evaluation.metric.TemperatureFit;
import merit.evaluation.metric.TieBand;
import merit.evaluation.report.EvaluationReport.Figures;
import org.jspecify.annotations.Nullable;

/** How good the probabilities are, as a reliability diagram and as tables. */
final class CalibrationSection {
    private CalibrationSection() {}

    static Map<String, Object> of(TemperatureFit fit, Figures figures) {
        HeldOutCalibration heldOut = figures.heldOutCalibration();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("atLimit", fit.atLimit());
        content.put("temperature", Wording.number(fit.calibration().temperature()));
        content.put("before", Wording.percent(fit.before().error()));
        content.put("after", Wording.percent(fit.after().error()));
        content.put("lossBefore", Wording.precise(fit.lossBefore()));
        content.put("lossAfter", Wording.precise(fit.lossAfter()));
        content.put("heldOut", heldOut == null ? List.of() : heldOut(heldOut));
        content.put("stored", figures.storedCalibration() == null ? List.of() : stored(figures.storedCalibration()));
        Reliability shown = heldOut == null
                ? fit.after()
                : heldOut.outcome(CalibrationMethod.TEMPERATURE).equalMass();
        content.put("bins", shown.bins().stream().map(CalibrationSection::bin).toList());
        content.put("isotonicShown", heldOut != null);
        content.put(
                "chart",
                LineChart.reliability(
                        "calibration-chart",
                        "Confidence against accuracy",
                        "How often the model is right, by how sure it is; the table gives the numbers.",
                        curves(fit, heldOut)));
        return content;
    }

    private static List<LineChart.Curve> curves(TemperatureFit fit, @Nullable HeldOutCalibration heldOut) {
        if (heldOut == null) {
            return List.of(
                    curve("As it is", "rejected", fit.before()), curve("With temperature", "chosen", fit.after()));
        }
        return List.of(
                curve(
                        "As it is",
                        "rejected",
                        heldOut.outcome(CalibrationMethod.NONE).equalMass()),
                curve(
                        "Isotonic",
                        "margins",
                        heldOut.outcome(CalibrationMethod.ISOTONIC).equalMass()),
                curve(
                        "With temperature",
                        "chosen",
                        heldOut.outcome(CalibrationMethod.TEMPERATURE).equalMass()));
    }

    private static LineChart.Curve curve(String name, String style, Reliability reliability) {
        return LineChart.Curve.of(
                name, style, reliability.bins(), bin -> new double[] {100 * bin.confidence(), 100 * bin.accuracy()});
    }

    private static Map<String, Object> bin(Reliability.Bin bin) {
        return Map.of(
                "pairs", Wording.count(bin.pairs()),
                "confidence", Wording.percent(bin.confidence()),
                "accuracy", Wording.percent(bin.accuracy()));
    }

    private static Map<String, Object> heldOut(HeldOutCalibration heldOut) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Outcome outcome : heldOut.outcomes()) {
            rows.add(row(outcome.method().label(), outcome));
        }
        TieBand band = heldOut.tieBand();
        return Map.of("folds", heldOut.folds(), "methods", rows, "tieBand", band == null ? List.of() : tieBand(band));
    }

    private static Map<String, Object> row(String name, Outcome outcome) {
        return Map.of(
                "name", name,
                "loss", Wording.precise(outcome.loss()),
                "brier", Wording.precise(outcome.brier()),
                "equalWidth", Wording.percent(outcome.equalWidth().error()),
                "equalMass", Wording.percent(outcome.equalMass().error()));
    }

    private static Map<String, Object> stored(StoredCalibration stored) {
        String fitted =
                stored.outcome().method().label() + ", fitted on " + Wording.count(stored.fittedOn()) + " pairs";
        return row("stored with the run: " + fitted, stored.outcome());
    }

    private static Map<String, Object> tieBand(TieBand band) {
        Interval accuracy = band.accuracy();
        return Map.of(
                "width",
                Wording.number(band.width()),
                "sureness",
                Wording.percent(band.sureness()),
                "pairs",
                Wording.count(band.pairs()),
                "accuracy",
                accuracy == null
                        ? List.of()
                        : Wording.percent(accuracy.value()) + " (" + Wording.range(accuracy) + ")");
    }
}
