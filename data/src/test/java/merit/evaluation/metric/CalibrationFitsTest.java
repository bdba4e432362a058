package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import merit.scoring.IsotonicCalibration;
import org.junit.jupiter.api.Test;

class CalibrationFitsTest {
    @Test
    void adjacentViolatorsArePooled() {
        // By size: 1 right, 2 wrong, 3 right, 4 right: 1 and 2 pool to one half, 3 and 4 stay below certainty.
        IsotonicCalibration curve = IsotonicFit.of(differences(1, -2, 3, 4));
        assertThat(curve.probability(1.5, 0)).isEqualTo(0.5);
        assertThat(curve.probability(3, 0)).isCloseTo(1 - 1 / 6.0, within(1e-12));
        assertThat(curve.probability(100, 0)).isCloseTo(1 - 1 / 6.0, within(1e-12));
        assertThat(curve.probability(0, 2.5)).isCloseTo(0.5 - 0.5 * (0.5 - 1 / 6.0), within(1e-12));
    }

    @Test
    void aScorerThatIsAlwaysWrongIsNotBetOn() {
        assertThat(IsotonicFit.of(differences(-1, -2, -3)).probability(9, 0)).isEqualTo(0.5);
    }

    @Test
    void plattHasABestCurveAlsoWhereEveryPairIsRight() {
        // One size for all: sigmoid(slope) is the cautious aim itself, 4 of 5 for three pairs.
        assertThat(PlattFit.ofPairs(differences(1, 1, 1)).slope()).isCloseTo(Math.log(4), within(1e-9));
    }

    @Test
    void rewardsThatSayNothingGetEvenOdds() {
        assertThat(PlattFit.ofPairs(differences(0, 0)).probability(5, 0)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void calibratedDataGainsNothingAndOverconfidentDataGainsMuch() {
        List<ScoredPair> honest = simulated(1);
        List<ScoredPair> bold = honest.stream()
                .map(pair -> new ScoredPair(4 * pair.chosen(), 4 * pair.rejected(), 1, 1, pair.cluster()))
                .toList();
        HeldOutCalibration fair = Objects.requireNonNull(HeldOutCalibration.of(honest, ClusteredBootstrap.STANDARD));
        HeldOutCalibration sharp = Objects.requireNonNull(HeldOutCalibration.of(bold, ClusteredBootstrap.STANDARD));
        double honestLoss = fair.outcomes().get(0).loss();
        assertThat(fair.outcomes().get(1).loss()).isCloseTo(honestLoss, within(0.003));
        assertThat(sharp.outcomes().get(0).loss()).isGreaterThan(honestLoss + 0.1);
        for (HeldOutCalibration.Outcome outcome : sharp.outcomes().subList(1, 4)) {
            assertThat(outcome.loss()).isCloseTo(honestLoss, within(0.01));
            assertThat(outcome.equalMass().error()).isLessThan(0.04);
        }
        TieBand band = Objects.requireNonNull(sharp.tieBand());
        assertThat(band.width()).isCloseTo(4 * Math.log(1.5), within(0.3));
        assertThat(Objects.requireNonNull(band.accuracy()).value()).isBetween(0.48, 0.62);
    }

    @Test
    void onePromptCannotBeHeldOut() {
        List<ScoredPair> one = List.of(new ScoredPair(1, 0, 1, 1, "a"), new ScoredPair(2, 0, 1, 1, "a"));
        assertThat(HeldOutCalibration.of(one, ClusteredBootstrap.STANDARD)).isNull();
    }

    @Test
    void binsOfEqualMassKeepEqualConfidencesTogether() {
        double[] probabilities = {0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.7, 0.7, 0.9, 0.9};
        Reliability reliability = Reliability.of(probabilities, Reliability.Binning.EQUAL_MASS);
        assertThat(reliability.bins()).extracting(Reliability.Bin::pairs).containsExactly(6, 2, 2);
        assertThat(reliability.bins().get(0).accuracy()).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(reliability.error()).isCloseTo((5 - 3.6 + 2 - 1.4 + 2 - 1.8) / 10, within(1e-12));
    }

    /** Two thousand pairs whose differences are true log-odds. */
    private static List<ScoredPair> simulated(long seed) {
        Random random = new Random(seed);
        List<ScoredPair> pairs = new ArrayList<>();
        for (int k = 0; k < 2000; k++) {
            double size = Math.abs(1.5 * random.nextGaussian());
            boolean right = random.nextDouble() < 1 / (1 + Math.exp(-size));
            pairs.add(new ScoredPair(right ? size : -size, 0, 1, 1, "prompt " + k));
        }
        return pairs;
    }

    private static List<ScoredPair> differences(double... differences) {
        List<ScoredPair> pairs = new ArrayList<>();
        for (double difference : differences) {
            pairs.add(new ScoredPair(difference, 0, 1, 1, "prompt " + pairs.size()));
        }
        return pairs;
    }
}
