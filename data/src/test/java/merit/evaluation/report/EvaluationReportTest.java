package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.dialogue.Conversation;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferenceData;
import merit.scoring.Calibration;
import merit.scoring.LengthScorer;
import merit.scoring.Score;
import merit.scoring.Scorer;
import merit.scoring.TemperatureScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluationReportTest {
    private static final String HOSTILE = "<script>alert('x')</script> & \"quoted\" {{title}}";

    private static final List<CandidateSet> SETS = sets();
    private static final Evaluation EVALUATION = Evaluation.of(new LengthScorer(), SETS, EvaluationOptions.STANDARD);
    static final EvaluationReport REPORT = EvaluationReport.about("runs/<helpful>", EVALUATION)
            .provenance("Seed", "42")
            .data(PreferenceData.of(SETS).report())
            .data(DataAudit.of(SETS))
            .baseline("Constant", "Says the same of every answer.", constant())
            .stored(new Calibration(new TemperatureScaling(50), 468, null))
            .secondJudge("runs/larger", EVALUATION.scored())
            .training(log())
            .build();

    @Test
    void everySectionIsInThePage() {
        assertThat(REPORT.html())
                .contains("id=\"agreement\"", "id=\"selection\"", "id=\"examples\"", "id=\"rewards\"")
                .contains("id=\"calibration\"", "id=\"training\"", "id=\"wrong\"", "id=\"data\"", "id=\"provenance\"")
                .contains("prefers-color-scheme: dark", "@media print", "lang=\"en\"");
    }

    @Test
    void answersAreTextAndNeverMarkup() {
        assertThat(REPORT.html())
                .doesNotContain("<script", "runs/<helpful>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; {{title}}");
    }

    @Test
    void thePageNeedsNoNetwork() {
        assertThat(REPORT.html()).doesNotContain("http://", "https://", "src=", "@import", "url(");
    }

    @Test
    void shortcutsSlicesAndHeldOutCalibrationAreInThePageAndTheJson() {
        assertThat(REPORT.html())
                .contains(
                        "id=\"shortcuts\"", "id=\"slices\"", "Ways to turn differences into probabilities", "Tie band")
                .contains("stored with the run: temperature, fitted on 468 pairs")
                .contains("The model prefers the answer with more characters in 100.0 % of 40 pairs");
        JsonNode json = JsonMapper.shared().readTree(REPORT.json());
        assertThat(json.get("shortcuts").get("known").get(0).get("verdict").asString())
                .isEqualTo("DRAWN");
        assertThat(json.get("shortcuts").get("known").get(0).get("meaning").asString())
                .startsWith("The model prefers");
        assertThat(json.get("slices").get("slices")).isNotEmpty();
        assertThat(json.get("figures").get("heldOutCalibration").get("outcomes"))
                .hasSize(4);
        assertThat(json.at("/figures/storedCalibration/outcome/method").asString())
                .isEqualTo("TEMPERATURE");
    }

    @Test
    void editsThatWereNotRunAreListedAndAnotherJudgeOfThePicksIsShown() {
        assertThat(REPORT.html())
                .contains("id=\"edits\"", "<strong>Not run:</strong>", "With all of it said twice")
                .contains("id=\"second\"", "rated by \u201cruns/larger\u201d", "no turn down shows");
        assertThat(REPORT.conclusions()).anyMatch(line -> line.startsWith("The second judge rates the pick out of 2"));
    }

    @Test
    void everyPictureHasATitleAndADescription() {
        String html = REPORT.html();
        int pictures = html.split("<svg ", -1).length - 1;
        assertThat(pictures).isEqualTo(9);
        assertThat(html.split("role=\"img\" aria-labelledby=", -1)).hasSize(pictures + 1);
        assertThat(html.split("<desc ", -1)).hasSize(pictures + 1);
    }

    @Test
    void noIdentifierStandsTwice() {
        List<String> ids = new ArrayList<>();
        Pattern.compile(" id=\"([^\"]+)\"").matcher(REPORT.html()).results().forEach(m -> ids.add(m.group(1)));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void theJsonHoldsTheSameContent() {
        JsonNode json = JsonMapper.shared().readTree(REPORT.json());
        assertThat(json.get("title").asString()).isEqualTo("runs/<helpful>");
        assertThat(json.get("figures").get("pairs").get("accuracy").get("value").asDouble())
                .isEqualTo(0.75);
        assertThat(json.get("baselines")).hasSize(2);
        assertThat(json.get("training")).hasSize(3);
        assertThat(json.get("examples").get("selections")).hasSize(10);
        assertThat(json.get("conclusions").get(0).asString()).startsWith("On 40 pairs from 40 prompts");
    }

    @Test
    void conclusionsSayWhatTheFiguresAllow() {
        assertThat(REPORT.conclusions())
                .anyMatch(line -> line.startsWith("On 40 pairs from 40 prompts the model prefers the answer that was"
                        + " chosen in 75.0 % of cases"))
                .anyMatch(line -> line.startsWith("Whether it is better than the baseline \"Longer answer\""))
                .anyMatch(line -> line.startsWith("It is 75.0 points above the baseline \"Constant\" (0.0 %)"))
                .anyMatch(line -> line.startsWith("The model prefers the answer with more characters in 100.0 %"))
                .noneMatch(line -> line.startsWith("Rewards rise with length")) // that would be said twice
                .anyMatch(line -> line.startsWith(
                        "Picking the candidate with the highest reward finds a best one in" + " 75.0 % of 40 prompts"));
    }

    @Test
    void theLevelOfTheIntervalsIsNamedAsItIs() {
        EvaluationOptions ninety = EvaluationOptions.STANDARD.withBootstrap(ClusteredBootstrap.STANDARD.withLevel(0.9));
        EvaluationReport other = EvaluationReport.about("ninety", Evaluation.of(new LengthScorer(), SETS, ninety))
                .build();
        assertThat(other.html()).contains("a 90 % interval").doesNotContain("95 %", "95&nbsp;% interval");
        assertThat(other.modelCard()).contains("| 90 % interval |").doesNotContain("95 %");
        assertThat(other.conclusions().get(0)).contains("(90 % interval");
        assertThat(other.json()).contains("\"level\" : 0.9");
    }

    @Test
    void aModelThatGuessesIsSaidToBeUseless() {
        EvaluationReport useless =
                EvaluationReport.about("constant", constant()).build();
        assertThat(useless.conclusions())
                .anyMatch(line -> line.startsWith("This is no better than chance"))
                .noneMatch(line -> line.contains("temperature") || line.startsWith("It is weakest where"));
        assertThat(useless.html()).doesNotContain("id=\"training\"", "id=\"data\"");
    }

    @Test
    void aTemperatureIsAdvisedOnlyWhereItMakesTheErrorSmaller() {
        Pattern advice = Pattern.compile(".*brings the calibration error from ([\\d.]+).% to ([\\d.]+).%.*");
        Pattern none = Pattern.compile("The rewards are about as sure.*with the best temperature, ([\\d.]+)\\).*");
        int advised = 0;
        int spared = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            double weight = 0.001 * (1 + seed % 5);
            Scorer noisy = inputs -> inputs.stream()
                    .map(input -> Score.of(weight * input.toString().length() + random.nextGaussian()))
                    .toList();
            for (String line : EvaluationReport.about("noisy", Evaluation.of(noisy, SETS, EvaluationOptions.STANDARD))
                    .build()
                    .conclusions()) {
                Matcher said = advice.matcher(line);
                Matcher quiet = none.matcher(line);
                if (said.matches()) {
                    advised++;
                    assertThat(Double.parseDouble(said.group(2))).isLessThan(Double.parseDouble(said.group(1)));
                } else if (quiet.matches() && Math.abs(Double.parseDouble(quiet.group(1)) - 1) > 0.2) {
                    spared++;
                }
            }
        }
        assertThat(advised).isPositive();
        assertThat(spared).isPositive();
    }

    @Test
    void theModelCardIsShortMarkdown() {
        assertThat(REPORT.modelCard())
                .startsWith("# runs/&lt;helpful>\n")
                .contains("| this model | 75.0 % |", "- Seed: 42")
                .doesNotContain("{{", "script");
    }

    @Test
    void writingReplacesTheFilesAndLeavesNothingElse(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("report.html"), "old");
        REPORT.write(folder);
        assertThat(folder.resolve("report.html")).content().startsWith("<!doctype html>");
        assertThat(folder.resolve("report.json")).content().startsWith("{");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("report.html", "report.json", "model-card.md");
    }

    @Test
    void pairsWithoutRatingsGetASelectionTableToo() {
        List<CandidateSet> pairs = List.of(set(1, Map.of(), Map.of()));
        Examples examples = Examples.of(Evaluation.of(new LengthScorer(), pairs, EvaluationOptions.STANDARD));
        assertThat(examples.baseline()).isEqualTo("longest answer");
        assertThat(examples.selections()).singleElement().satisfies(row -> {
            assertThat(row.outcome()).isEqualTo(Examples.Outcome.SAME);
            assertThat(row.best().truth()).isOne();
        });
    }

    private static Evaluation constant() {
        Scorer constant = inputs -> inputs.stream().map(input -> Score.of(0)).toList();
        return Evaluation.of(constant, SETS, EvaluationOptions.STANDARD);
    }

    /** Forty prompts; in every fourth the short answer is the better one. */
    private static List<CandidateSet> sets() {
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            sets.add(set(k, Map.of("quality", k % 4 == 0 ? 0.0 : 1.0), Map.of("quality", 0.5)));
        }
        return sets;
    }

    private static CandidateSet set(int number, Map<String, Double> longer, Map<String, Double> shorter) {
        boolean turned = !longer.isEmpty() && number % 4 == 0;
        return new CandidateSet(
                Conversation.ofPrompt("Question " + number + "? " + HOSTILE),
                List.of(
                        new Candidate("Short " + number + HOSTILE, shorter, Map.of()),
                        new Candidate("A longer answer " + HOSTILE.repeat(1 + number), longer, Map.of())),
                List.of(turned ? Judgement.prefers(0, 1, null) : Judgement.prefers(1, 0, 1.0)),
                Map.of("label", "human"),
                new Origin("pairs.jsonl", number));
    }

    private static List<Map<String, Object>> log() {
        return List.of(
                Map.of("step", 1, "loss", 0.7, "accuracy", 0.5),
                Map.of("step", 2, "loss", 0.6, "accuracy", 0.6),
                Map.of("step", 2, "eval_loss", 0.65, "eval_accuracy", 0.55, "note", "not a number"));
    }
}
