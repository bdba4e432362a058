package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.LearningCurve;
import merit.evaluation.metric.LearningCurve.Point;
import merit.evaluation.metric.LearningCurve.Verdict;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LearningCurveSectionTest {
    private static final Interval UNBOUNDED = new Interval(0.5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static final EvaluationReport REPORT = EvaluationReportTest.REPORT.with(new LearningCurve(
            List.of(
                    new Point(0.1, 40, 50, new Interval(0.52, 0.48, 0.56), UNBOUNDED),
                    new Point(0.5, 200, 250, new Interval(0.58, 0.54, 0.62), new Interval(0.68, 0.67, 0.69)),
                    new Point(1, 400, 500, new Interval(0.64, 0.6, 0.68), new Interval(0.66, 0.65, 0.67))),
            new Interval(0.06, 0.02, 0.1),
            new Interval(-0.02, -0.03, -0.01),
            0.95,
            Verdict.HELP));

    private static final String SENTENCE =
            "From 50 % to 100 % of the training prompts (250 to 500 pairs) accuracy rose by"
                    + " 6.0 points (95 % interval +2.0 to +10.0) and loss fell by 0.020 (-0.030 to -0.010): more labels of this"
                    + " kind would help.";

    @Test
    void theCurveIsDrawnWithItsIntervalsAndSaidInASentence() {
        String section = REPORT.html();
        section = section.substring(section.indexOf("<section id=\"learning\""));
        section = section.substring(0, section.indexOf("</section>"));
        assertThat(section)
                .contains(SENTENCE, "id=\"learning-accuracy-title\"", "id=\"learning-loss-title\"", "pairs trained on")
                .contains(
                        "<th scope=\"row\">50 %</th><td>200</td><td>250</td>", "58.0 % <small>(54.0 to 62.0)</small>");
        // Three strokes a bounded interval: three of accuracy, two of loss.
        assertThat(section.split("class=\"whisker held\"", -1)).hasSize(1 + 3 * 5);
    }

    @Test
    void theSentenceIsTheLastConclusion() {
        assertThat(REPORT.conclusions())
                .endsWith(SENTENCE)
                .hasSize(EvaluationReportTest.REPORT.conclusions().size() + 1);
        assertThat(REPORT.modelCard()).contains("more labels of this kind would help.");
    }

    @Test
    void theJsonHoldsEverySizeAndTheSentence() {
        JsonNode curve = JsonMapper.shared().readTree(REPORT.json()).get("learningCurve");
        assertThat(curve.get("points")).hasSize(3);
        assertThat(curve.at("/points/2/accuracy/low").asDouble()).isEqualTo(0.6);
        assertThat(curve.get("conclusion").asString()).isEqualTo(SENTENCE);
        assertThat(curve.get("verdict").asString()).isEqualTo("HELP");
        assertThat(JsonMapper.shared()
                        .readTree(EvaluationReportTest.REPORT.json())
                        .get("learningCurve")
                        .isNull())
                .isTrue();
    }

    @Test
    void withoutACurveThePageHasNoSuchSection() {
        assertThat(EvaluationReportTest.REPORT.html()).doesNotContain("id=\"learning\"");
    }
}
