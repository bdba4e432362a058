package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.scoring.LengthScorer;
import merit.scoring.Score;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonReportTest {
    private final Evaluation longest = evaluation(new LengthScorer());
    private final Evaluation shortest = evaluation(inputs -> new LengthScorer()
            .score(inputs).stream().map(score -> Score.of(-score.value())).toList());

    @Test
    void aClearDifferenceIsSaidToBeMoreThanChance() {
        ComparisonReport report = ComparisonReport.of("long", longest, "short", shortest);
        assertThat(report.verdict())
                .startsWith("long is better than short: it gets 80.0 % of 40 pairs right against 20.0 %, and the"
                        + " difference of 60.0 points (95 % interval +")
                .endsWith("is more than chance.");
    }

    @Test
    void theBetterModelIsNamedFirstWhicheverOrderItWasGivenIn() {
        ComparisonReport report = ComparisonReport.of("short", shortest, "long", longest);
        assertThat(report.verdict()).startsWith("long is better than short: it gets 80.0 %");
        assertThat(report.figures().difference().value()).isNegative();
    }

    @Test
    void aModelIsAsGoodAsItself() {
        assertThat(ComparisonReport.of("a", longest, "b", longest).verdict())
                .isEqualTo("a and b get the same pairs right and wrong, 80.0 % of 40 pairs: there is no difference to"
                        + " speak of.");
    }

    @Test
    void aSmallDifferenceMayBeChance() {
        Scorer almost = inputs -> inputs.stream()
                .map(input -> new LengthScorer().score(List.of(input)).get(0))
                .map(score -> Score.of(score.value() == 44 ? -1 : score.value()))
                .toList();
        assertThat(ComparisonReport.of("almost", evaluation(almost), "long", longest)
                        .verdict())
                .startsWith("Neither is shown to be better: long gets 80.0 %");
    }

    @Test
    void thePairsOnWhichTheyDifferAreShownWithWhereTheyStand() {
        ComparisonReport report = ComparisonReport.of("long", longest, "short", shortest);
        assertThat(report.differing())
                .hasSize(20)
                .allSatisfy(pair -> assertThat(pair.origin()).startsWith("pairs.jsonl, line"));
        assertThat(report.html())
                .contains("Where they differ most", "&lt;b&gt;", "prefers-color-scheme: dark")
                .doesNotContain("<b>", "{{", "http:");
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.get("figures").get("disagreements")).hasSize(40);
        assertThat(json.get("verdict").asString()).isEqualTo(report.verdict());
    }

    @Test
    void bothFilesAreWritten(@TempDir Path folder) throws IOException {
        ComparisonReport.of("long", longest, "short", shortest).write(folder.resolve("new"));
        assertThat(folder.resolve("new").toFile().list())
                .containsExactlyInAnyOrder("comparison.html", "comparison.json");
    }

    /** Forty prompts; in every fifth the short answer is the better one. */
    private static Evaluation evaluation(Scorer scorer) {
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            sets.add(new CandidateSet(
                    Conversation.ofPrompt("Question " + k + "? <b>"),
                    List.of(Candidate.of("x".repeat(10 + k)), Candidate.of("y")),
                    List.of(k % 5 == 0 ? Judgement.prefers(1, 0, null) : Judgement.prefers(0, 1, null)),
                    Map.of(),
                    new Origin("pairs.jsonl", k + 1)));
        }
        return Evaluation.of(scorer, sets, EvaluationOptions.STANDARD);
    }
}
