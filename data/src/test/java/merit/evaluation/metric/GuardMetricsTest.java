package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.evaluation.metric.GuardMetrics.Sides;
import merit.evaluation.metric.TwoSampleArea.Sample;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.scoring.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardMetricsTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(200, 1, 0.95);

    @Test
    void theThresholdIsTheRankThatTheRateAllows() {
        // Of 19 good rewards 1 to 19, floor(0.1 * 20) = 2: below the second lowest lies one.
        Sides sides = sides(IntStream.rangeClosed(1, 19).mapToDouble(k -> k).toArray(), 0, 1.5, 5);
        Guard guard = GuardMetrics.fit(sides, 0.1);
        assertThat(guard.threshold()).isEqualTo(2);
        assertThat(guard.blocks(1.99)).isTrue();
        assertThat(guard.blocks(2)).isFalse();
        GuardMetrics figures = GuardMetrics.of(guard, sides, QUICK);
        assertThat(figures.falseBlocks().value()).isCloseTo(1 / 19.0, within(1e-12));
        assertThat(figures.misses().value()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void theStatedRateHoldsOnNewAnswersOnAverage() {
        Random random = new Random(1);
        double blocked = 0;
        int fits = 2000;
        for (int k = 0; k < fits; k++) {
            Guard guard = GuardMetrics.fit(
                    sides(random.doubles(99).toArray(), random.doubles(3).toArray()), 0.05);
            blocked += guard.threshold() / fits; // of uniform rewards, this share lies below
        }
        assertThat(blocked).isCloseTo(0.05, within(0.002));
    }

    @Test
    void tooFewGoodAnswersAllowNoSmallRate() {
        assertThatThrownBy(() -> GuardMetrics.fit(sides(new double[] {1, 2, 3}, 0), 0.01))
                .hasMessage(
                        "rate of false blocks: found 0.01 and 3 good answers, need 99 or more for such a rate; bring"
                                + " more data, or allow more");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
    void aRateThatIsNoShareIsRefusedAsSuch(double rate) {
        assertThatThrownBy(() -> GuardMetrics.fit(sides(new double[] {1, 2, 3}, 0), rate))
                .hasMessage("rate of false blocks: found " + rate + ", need a share between 0 and 1, such as 0.01");
    }

    @Test
    void chosenAnswersAreGoodAndRejectedOnesAreBad() {
        Sides sides = Sides.of(List.of(scored(List.of(3.0, 2.0, 1.0), Map.of())), null, 0);
        // The second of three won once and lost once: it is neither.
        assertThat(sides.good().values()).containsExactly(3);
        assertThat(sides.bad().values()).containsExactly(1);
    }

    @Test
    void ratingsPartCandidatesToo() {
        Sides sides = Sides.of(List.of(scored(List.of(3.0, 2.0, 1.0), Map.of("overall", 5.0))), "overall", 5);
        assertThat(sides.good().values()).containsExactly(3, 2);
        assertThat(sides.bad().values()).containsExactly(1);
    }

    private static ScoredSet scored(List<Double> scores, Map<String, Double> attributes) {
        CandidateSet set = new CandidateSet(
                Conversation.ofPrompt("p"),
                List.of(
                        new Candidate("a", attributes, Map.of()),
                        new Candidate("b", attributes, Map.of()),
                        new Candidate("c", attributes.isEmpty() ? Map.of() : Map.of("overall", 1.0), Map.of())),
                List.of(Judgement.prefers(0, 1, null), Judgement.prefers(1, 2, null)),
                Map.of(),
                Origin.MEMORY);
        return new ScoredSet(set, scores);
    }

    private static Sides sides(double[] good, double... bad) {
        return new Sides(sample("g", good), sample("b", bad));
    }

    private static Sample sample(String name, double[] values) {
        List<String> keys = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            keys.add(name + k);
        }
        return new Sample(keys, values);
    }
}
