package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.synthetic.SyntheticPreferences;
import merit.scoring.LengthScorer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published schema of report.json, against what is really written. */
class ReportSchemaTest {
    private static final Path FILE = Path.of("..", "docs", "report.schema.json");

    @Test
    void thePublishedSchemaIsThatOfTheReport() throws IOException {
        String schema = RecordSchema.of(EvaluationReport.class, "report.json of Merit");
        if (Boolean.getBoolean("merit.write.schema")) {
            Files.writeString(FILE, schema);
        }
        assertThat(FILE)
                .as("write it anew with -Dmerit.write.schema=true where the report has changed on purpose")
                .content()
                .isEqualTo(schema);
    }

    @Test
    void aReportOnPairsAndRatingsKeepsToIt() throws IOException {
        assertThat(errors(EvaluationReportTest.REPORT.json())).isEmpty();
    }

    @Test
    void aReportWithALearningCurveKeepsToIt() throws IOException {
        assertThat(errors(LearningCurveSectionTest.REPORT.json())).isEmpty();
    }

    @Test
    void aReportOnGeneratedCandidatesKeepsToIt() throws IOException {
        Evaluation evaluation =
                Evaluation.of(new LengthScorer(), SyntheticPreferences.generate(60, 1, 0), EvaluationOptions.STANDARD);
        assertThat(errors(EvaluationReport.about("made up", evaluation).build().json()))
                .isEmpty();
    }

    @Test
    void aReportOnOnePairHasNoBoundsAndKeepsToIt() throws IOException {
        CandidateSet set = new CandidateSet(
                Conversation.ofPrompt("p"),
                List.of(Candidate.of("a"), Candidate.of("b")),
                List.of(Judgement.prefers(0, 1, null)),
                Map.of(),
                Origin.MEMORY);
        Evaluation evaluation =
                Evaluation.of(List.of(new ScoredSet(set, List.of(1.0, 0.0))), EvaluationOptions.STANDARD);
        assertThat(errors(EvaluationReport.about("one", evaluation).build().json()))
                .isEmpty();
    }

    @Test
    void whatDoesNotBelongIsRefused() throws IOException {
        ObjectNode report = (ObjectNode) JsonMapper.shared().readTree(EvaluationReportTest.REPORT.json());
        report.put("conclusion", "none").remove("title");
        assertThat(errors(report.toString())).hasSize(2);
    }

    private static List<Error> errors(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FILE));
        return schema.validate(JsonMapper.shared().readTree(json));
    }
}
