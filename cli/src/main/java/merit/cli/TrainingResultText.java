package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.report.EvaluationReport;
import merit.evaluation.report.LossPicture;
import merit.training.TrainingEvent;
import merit.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/** What a training run is worth and where it lies, for people or as JSON. */
final class TrainingResultText {
    private TrainingResultText() {}

    /** @param out the run's folder */
    static void print(Console console, Path out, TrainingRun.Result result, boolean json) {
        if (json) {
            console.result(Json.pretty(figures(out, result)));
            return;
        }
        if (result.summary().reason() == TrainingEvent.StopReason.STOPPED) {
            return;
        }
        EvaluationReport report = result.report();
        if (report != null) {
            sayWorth(console, report.figures());
            if (report.learningCurve() != null) {
                EvaluationText.learningCurve(console, report.learningCurve());
            }
        }
        Path adapter = out.resolve("adapter");
        console.result(
                "Saved",
                out
                        + (Files.exists(adapter) ? " · its adapter " + adapter : "")
                        + (report == null ? "" : " · report " + out.resolve("report.html")));
        console.result("Try", "merit compare " + out);
    }

    /** Draws the loss into the run's folder; where it cannot be drawn, says so: a curve is worth no training. */
    static void drawLoss(Console console, Path out, TrainingSummary summary) {
        try {
            if (summary.steps() > 0) {
                LossPicture.write(summary.logHistory(), out.resolve("loss.png"));
            }
        } catch (IOException e) {
            console.say("Careful: " + e.getMessage() + "; the report has the curve.");
        }
    }

    private static void sayWorth(Console console, EvaluationReport.Figures figures) {
        PairMetrics pairs = figures.pairs();
        if (pairs != null) {
            console.result(
                    "Held out", EvaluationText.percent(pairs.accuracy()) + " · " + EvaluationText.overLength(pairs));
        }
        if (figures.calibration() != null) {
            console.result("", "p(a > b) " + EvaluationText.calibration(figures.calibration()));
        }
    }

    private static Map<String, @Nullable Object> figures(Path out, TrainingRun.Result result) {
        EvaluationReport report = result.report();
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("summary", result.summary());
        figures.put("held_out", report == null ? null : report.figures());
        figures.put("learning_curve", report == null ? null : report.learningCurve());
        figures.put("saved", out.toString());
        return figures;
    }
}
