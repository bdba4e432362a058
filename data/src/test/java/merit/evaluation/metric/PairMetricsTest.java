package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairMetricsTest {
    /** Differences 2, -1, 0, 1; chosen longer, shorter, equal, longer. */
    private final List<ScoredPair> four = List.of(
            new ScoredPair(3, 1, 10, 5, "a"),
            new ScoredPair(0, 1, 5, 10, "b"),
            new ScoredPair(2, 2, 7, 7, "c"),
            new ScoredPair(2, 1, 9, 3, "d"));

    private final PairMetrics metrics = PairMetrics.of(four, ClusteredBootstrap.STANDARD);

    @Test
    void accuracyCountsStrictWinsAndTiesStandBesideIt() {
        assertThat(metrics.accuracy().value()).isEqualTo(0.5);
        assertThat(metrics.ties()).isOne();
        assertThat(metrics.accuracyTiesHalf().value()).isEqualTo(0.625);
    }

    @Test
    void theMarginIsTheMeanDifference() {
        assertThat(metrics.margin().value()).isEqualTo(0.5);
    }

    @Test
    void theLossIsTheMeanSoftplus() {
        double expected =
                (Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.E) + Math.log(2) + Math.log(1 + Math.exp(-1))) / 4;
        assertThat(metrics.loss().value()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void theBrierScoreIsTheMeanSquaredDistanceToCertainty() {
        double two = 1 / (1 + Math.exp(2));
        double one = 1 / (1 + Math.E);
        assertThat(metrics.brier().value())
                .isCloseTo((two * two + (1 - one) * (1 - one) + 0.25 + one * one) / 4, within(1e-12));
    }

    @Test
    void anAreaHasAnIntervalAndAPerfectOneIsNotCertainty() {
        assertThat(metrics.auc().differences().low()).isLessThan(11.5 / 16);
        assertThat(metrics.auc().differences().high()).isGreaterThan(11.5 / 16);
        List<ScoredPair> perfect = List.of(new ScoredPair(2, 1, 1, 1, "a"), new ScoredPair(2, 0, 1, 1, "b"));
        Interval area =
                PairMetrics.of(perfect, ClusteredBootstrap.STANDARD).auc().rewards();
        assertThat(area.value()).isOne();
        // Wilson: n / (n + z^2) = 2 / (2 + 3.8415)
        assertThat(area.low()).isCloseTo(2 / 5.841458820694124, within(1e-9));
    }

    @Test
    void theAreaOfManyPairsIsResampledByItsLinearPartWithTheSameInterval() {
        Random random = new Random(3);
        List<ScoredPair> many = new ArrayList<>();
        for (int k = 0; k < 20_400; k++) {
            many.add(new ScoredPair(0.6 + random.nextGaussian(), random.nextGaussian(), 1, 1, "prompt " + k % 300));
        }
        ClusteredBootstrap quick = new ClusteredBootstrap(400, 5, 0.95);
        Interval linear = PairMetrics.of(many, quick).auc().rewards();
        // Sixty-eight pairs a prompt, then sixty-six: the same prompts are drawn, by the linear part and by a full
        // sweep.
        Interval swept = PairMetrics.of(many.subList(0, 19_800), quick).auc().rewards();
        assertThat(linear.high() - linear.low()).isCloseTo(swept.high() - swept.low(), within(0.001));
        assertThat(linear.value()).isCloseTo(swept.value(), within(0.002));
        assertThat(linear.low()).isLessThan(linear.value());
        // Two normal laws 0.6 apart: the area is Phi(0.6 / sqrt 2) = 0.6643.
        assertThat(linear.excludes(0.6643)).isFalse();
    }

    @Test
    void equalRewardsCostLogTwo() {
        List<ScoredPair> equal = List.of(new ScoredPair(1, 1, 1, 1, "a"), new ScoredPair(5, 5, 1, 1, "b"));
        assertThat(PairMetrics.of(equal, ClusteredBootstrap.STANDARD).loss().value())
                .isCloseTo(Math.log(2), within(1e-15));
    }

    @Test
    void aDifferenceOfMinusAThousandStaysFinite() {
        List<ScoredPair> far = List.of(new ScoredPair(0, 1000, 1, 1, "a"));
        assertThat(PairMetrics.of(far, ClusteredBootstrap.STANDARD).loss().value())
                .isEqualTo(1000);
    }

    @Test
    void theAreaUnderTheDifferencesCountsOrderedPairsTiesHalf() {
        // Positives 2 -1 0 1, negatives -2 1 0 -1: 4 + 1.5 + 2.5 + 3.5 of 16.
        assertThat(metrics.auc().differences().value()).isEqualTo(11.5 / 16);
        // Chosen 3 0 2 2 against rejected 1 1 2 1: 4 + 0 + 3.5 + 3.5 of 16.
        assertThat(metrics.auc().rewards().value()).isEqualTo(11.0 / 16);
    }

    @Test
    void theLongerAnswerWinsIsMeasuredOnTheSamePairsTiesHalf() {
        assertThat(metrics.length().accuracy().value()).isEqualTo(0.625);
        assertThat(metrics.length().difference().value()).isZero();
    }

    @Test
    void bothSidesAreCountedInTheSameBins() {
        Histogram chosen = metrics.rewards().chosen().histogram();
        Histogram rejected = metrics.rewards().rejected().histogram();
        assertThat(chosen.low()).isEqualTo(rejected.low()).isEqualTo(0);
        assertThat(chosen.high()).isEqualTo(rejected.high()).isEqualTo(3);
        assertThat(chosen.counts().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
        assertThat(chosen.counts().get(29)).isOne();
    }

    @Test
    void noPairsIsAnErrorThatSaysWhatIsNeeded() {
        assertThatThrownBy(() -> PairMetrics.of(List.of(), ClusteredBootstrap.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no pairs to measure: found 0, need at least one pair");
    }

    @Test
    void aScoreThatIsNotANumberIsRefused() {
        assertThatThrownBy(() -> new ScoredPair(Double.NaN, 1, 1, 1, "a"))
                .hasMessage("a score is not a number: found NaN and 1.0, need finite scores");
    }

    @Test
    void twoScorersAreComparedPairByPair() {
        List<ScoredPair> other = List.of(
                new ScoredPair(1, 3, 10, 5, "a"),
                new ScoredPair(0, 1, 5, 10, "b"),
                new ScoredPair(2, 1, 7, 7, "c"),
                new ScoredPair(0, 1, 9, 3, "d"));
        PairedComparison comparison = PairedComparison.of(four, other, ClusteredBootstrap.STANDARD);
        assertThat(comparison.difference().value()).isEqualTo(0.25);
        assertThat(comparison.onlyFirst()).isEqualTo(2);
        assertThat(comparison.onlySecond()).isOne();
        // Two or more, or one or fewer, of three fair throws: certain.
        assertThat(comparison.mcNemar()).isCloseTo(1, within(1e-12));
        assertThat(comparison.disagreements()).extracting(Disagreement::pair).containsExactlyInAnyOrder(0, 2, 3);
        // Differences 2, -1, 0, 1 in units of sqrt(6/4), and -2, -1, 1, -1 in units of sqrt(7/4).
        Disagreement largest = comparison.disagreements().get(0);
        assertThat(largest.pair()).isZero();
        assertThat(largest.size()).isCloseTo(2 / Math.sqrt(1.5) + 2 / Math.sqrt(1.75), within(1e-12));
    }

    @Test
    void scorersOnOtherPairsAreNotCompared() {
        assertThatThrownBy(() -> PairedComparison.of(four, four.subList(0, 2), ClusteredBootstrap.STANDARD))
                .hasMessageContaining("found 4 and 2 pairs");
    }
}
