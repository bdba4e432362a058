package merit.evaluation.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.HeldOutCalibration;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.LearningCurve;
import merit.evaluation.metric.ObjectiveFigures;
import merit.evaluation.metric.OverOptimization;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.Slices;
import merit.evaluation.metric.SpreadFigures;
import merit.evaluation.metric.StoredCalibration;
import merit.evaluation.metric.TemperatureFit;
import merit.preference.DataReport;
import merit.store.WholeFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that is said of one model on one data set. {@link #html()}, {@link #json()} and {@link #modelCard()} are three
 * forms of the same content.
 *
 * @param title e.g. the run's name
 * @param conclusions what to conclude, in sentences, most important first
 * @param provenance how the figures came about: model, data, seed, versions, command
 * @param data what was measured on
 * @param figures what was measured
 * @param baselines judges that cost nothing, on the same pairs
 * @param slices accuracy by part of the data
 * @param shortcuts what the model may reward instead of quality; null without pairs
 * @param counterfactuals what rewards do when answers are edited
 * @param secondJudge what picking by this model is worth to another; null where none was given
 * @param training the log, one map an entry, by the names of {@code trainer_state.json}
 * @param learningCurve what more labels are worth; null where it was not measured
 * @param examples real rows
 */
public record EvaluationReport(
        String title,
        List<String> conclusions,
        Map<String, String> provenance,
        Data data,
        Figures figures,
        List<Baseline> baselines,
        Slices slices,
        @Nullable ShortcutAudit shortcuts,
        Counterfactuals counterfactuals,
        @Nullable SecondJudge secondJudge,
        List<Map<String, Object>> training,
        @Nullable LearningCurve learningCurve,
        Examples examples) {

    /** Each null where it was not given. */
    public record Data(
            @Nullable DataReport report, @Nullable DataAudit audit) {}

    /**
     * Each figure null where the data does not allow it.
     *
     * @param intervals how the intervals were made: level, resamples, seed, method
     * @param storedCalibration of probabilities that the model has been giving
     * @param spread whether an ensemble's spread foretells errors
     * @param objectives each by the output that judges it; none of a model with one output
     */
    public record Figures(
            ClusteredBootstrap intervals,
            @Nullable PairMetrics pairs,
            @Nullable TemperatureFit calibration,
            @Nullable HeldOutCalibration heldOutCalibration,
            @Nullable StoredCalibration storedCalibration,
            @Nullable SpreadFigures spread,
            @Nullable String rating,
            @Nullable CandidateMetrics candidates,
            List<ObjectiveFigures> objectives) {}

    /**
     * @param accuracy of the baseline
     * @param difference the model's accuracy less the baseline's, paired
     */
    public record Baseline(String name, String explanation, Interval accuracy, Interval difference) {}

    /** @param name which judge that is */
    public record SecondJudge(String name, OverOptimization picks) {}

    public EvaluationReport {
        conclusions = List.copyOf(conclusions);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        baselines = List.copyOf(baselines);
        training = List.copyOf(training);
    }

    /** Starts a report on what was measured. */
    public static ReportBuilder about(String title, Evaluation evaluation) {
        return new ReportBuilder(title, evaluation);
    }

    /** The same with what more labels are worth, which is measured when all else is. */
    public EvaluationReport with(LearningCurve curve) {
        List<String> said = new ArrayList<>(conclusions);
        said.add(curve.conclusion());
        return new EvaluationReport(
                title,
                said,
                provenance,
                data,
                figures,
                baselines,
                slices,
                shortcuts,
                counterfactuals,
                secondJudge,
                training,
                curve,
                examples);
    }

    /** One HTML file that needs no network. */
    public String html() {
        return Templates.html("report.html", new ReportPage(this).content());
    }

    /** The same content for machines. */
    public String json() {
        return json(this);
    }

    static String json(Record content) {
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(content)
                + "\n";
    }

    /** A README for the model's folder. */
    public String modelCard() {
        return Templates.markdown("model-card.md", new ReportPage(this).content());
    }

    /**
     * Writes {@code report.html}, {@code report.json} and {@code model-card.md} into {@code folder}, each beside and then into
     * its place.
     */
    public void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve("report.html"), html());
        WholeFile.write(folder.resolve("report.json"), json());
        WholeFile.write(folder.resolve("model-card.md"), modelCard());
    }
}
