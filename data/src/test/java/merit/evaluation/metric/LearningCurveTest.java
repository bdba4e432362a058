package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import merit.dialogue.Conversation;
import merit.evaluation.metric.LearningCurve.Measured;
import merit.evaluation.metric.LearningCurve.Verdict;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
    private static final int PROMPTS = 200;

    @Test
    void theRuleIsAccuracyFirstAndLossWhereAccuracyCannotTell() {
        Interval rise = new Interval(0.03, 0.01, 0.05);
        Interval open = new Interval(0.01, -0.01, 0.03);
        Interval less = new Interval(-0.02, -0.03, -0.01);
        Interval more = new Interval(0.02, 0.01, 0.03);
        assertThat(Verdict.of(rise, more)).isEqualTo(Verdict.HELP);
        assertThat(Verdict.of(rise.turned(), less)).isEqualTo(Verdict.FELL);
        assertThat(Verdict.of(open, less)).isEqualTo(Verdict.PROBABLY_HELP);
        assertThat(Verdict.of(open, more)).isEqualTo(Verdict.NOT_CLEARLY);
        assertThat(Verdict.of(open, open)).isEqualTo(Verdict.NOT_CLEARLY);
    }

    @Test
    void aBoundOnZeroIsNotBeyondChance() {
        assertThat(Verdict.of(new Interval(0.02, 0, 0.04), new Interval(0, 0, 0)))
                .isEqualTo(Verdict.NOT_CLEARLY);
    }

    @Test
    void gainsArePairedBetweenTheTwoLargestSizes() {
        // Right on 100, 120 and 160 of 200 prompts, always by a difference of 1 either way.
        LearningCurve curve = curve(k -> k < 100 ? 1 : -1, k -> k < 120 ? 1 : -1, k -> k < 160 ? 1 : -1);
        assertThat(curve.points()).extracting(point -> point.accuracy().value()).containsExactly(0.5, 0.6, 0.8);
        assertThat(curve.accuracyGain().value()).isCloseTo(0.2, within(1e-12));
        // softplus(-1) - softplus(1) = -1 on the 40 pairs that changed sides.
        assertThat(curve.lossGain().value()).isCloseTo(-0.2, within(1e-12));
        assertThat(curve.verdict()).isEqualTo(Verdict.HELP);
        assertThat(curve.conclusion())
                .startsWith("From 50 % to 100 % of the training prompts (50 to 100 pairs) accuracy rose by 20.0 points"
                        + " (95 % interval +")
                .contains(" and loss fell by 0.200 (-0.")
                .endsWith(": more labels of this kind would help.");
    }

    @Test
    void aSurerModelWithTheSameAnswersProbablyGainsByMore() {
        LearningCurve curve = curve(k -> k < 160 ? 0.1 : -0.1, k -> k < 160 ? 1 : -0.1);
        assertThat(curve.accuracyGain().value()).isZero();
        assertThat(curve.verdict()).isEqualTo(Verdict.PROBABLY_HELP);
        assertThat(curve.conclusion()).endsWith(": more labels of this kind would probably help.");
    }

    @Test
    void twoEqualModelsSayThatMoreWouldNotClearlyHelp() {
        LearningCurve same = curve(k -> k < 120 ? 1 : -1, k -> k < 120 ? 1 : -1);
        assertThat(same.verdict()).isEqualTo(Verdict.NOT_CLEARLY);
        assertThat(same.conclusion())
                .endsWith("more labels of this kind would not clearly help; these held-out pairs are too few to tell.");
        // 20 pairs change to right and 20 to wrong.
        LearningCurve luck = curve(k -> k < 120 ? 1 : -1, k -> k < 100 || k >= 180 ? 1 : -1);
        assertThat(luck.accuracyGain().value()).isZero();
        assertThat(luck.conclusion())
                .contains("would not clearly help; on these held-out pairs a gain of up to ")
                .endsWith(" points would go unnoticed.");
    }

    @Test
    void aFallIsSaidToBeOne() {
        LearningCurve curve = curve(k -> k < 160 ? 1 : -1, k -> k < 100 ? 1 : -1);
        assertThat(curve.verdict()).isEqualTo(Verdict.FELL);
        assertThat(curve.conclusion())
                .contains("accuracy fell by 30.0 points (95 % interval -")
                .endsWith("more labels of this kind would not help; look at their noise, and at the learning rate.");
    }

    @Test
    void oneSizeIsNoCurve() {
        assertThatThrownBy(() -> curve(k -> 1))
                .hasMessage("a learning curve: found 1 sizes, need two or more; bring more training prompts");
    }

    /** One size after another, doubling up to all; each says the difference of the pair of every prompt. */
    static LearningCurve curve(IntToDoubleFunction... sizes) {
        List<Measured> measured = new ArrayList<>();
        for (int s = 0; s < sizes.length; s++) {
            int pairs = 100 >> (sizes.length - 1 - s);
            List<ScoredSet> scored = new ArrayList<>();
            for (int k = 0; k < PROMPTS; k++) {
                scored.add(scored(k, sizes[s].applyAsDouble(k)));
            }
            measured.add(new Measured(pairs / 100.0, pairs, pairs, Evaluation.of(scored, EvaluationOptions.STANDARD)));
        }
        return LearningCurve.of(measured, ClusteredBootstrap.STANDARD);
    }

    private static ScoredSet scored(int prompt, double difference) {
        CandidateSet set = new CandidateSet(
                Conversation.ofPrompt("prompt " + prompt),
                List.of(Candidate.of("chosen"), Candidate.of("rejected")),
                List.of(Judgement.prefers(0, 1, null)),
                Map.of(),
                Origin.MEMORY);
        return new ScoredSet(set, List.of(difference, 0.0));
    }
}
