package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import merit.evaluation.metric.HeldOutCalibration.Outcome;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationChangeTest {
    private static final ClusteredBootstrap BOOTSTRAP = ClusteredBootstrap.STANDARD;
    private static final Offset<Double> EXACT = within(1e-12);

    private final Random random = new Random(1);
    private final List<ScoredPair> pairs = new ArrayList<>();

    @Test
    void changesAreTheDifferencesOfTheOutcomes() {
        double[] after = honest(600);
        double[] before = sharper(after);
        CalibrationChange change = CalibrationChange.of(pairs, before, after, BOOTSTRAP);
        Outcome was = Outcome.of(CalibrationMethod.NONE, before);
        Outcome is = Outcome.of(CalibrationMethod.NONE, after);
        assertThat(change.loss().value()).isCloseTo(is.loss() - was.loss(), EXACT);
        assertThat(change.equalWidth().value())
                .isCloseTo(is.equalWidth().error() - was.equalWidth().error(), EXACT);
        assertThat(change.equalMass().value())
                .isCloseTo(is.equalMass().error() - was.equalMass().error(), EXACT);
        assertThat(change.loss().high()).isNegative();
        assertThat(change.equalMass().high()).isNegative();
    }

    @Test
    void probabilitiesThatStayAsTheyAreChangeNothing() {
        double[] same = honest(100);
        CalibrationChange change = CalibrationChange.of(pairs, same, same, BOOTSTRAP);
        assertThat(change.loss()).isEqualTo(new Interval(0, 0, 0));
        assertThat(change.equalMass()).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void gapsOfTheBinsAddUpToTheError() {
        double[] probabilities = honest(300);
        for (Reliability.Binning binning : Reliability.Binning.values()) {
            double sum = Arrays.stream(Reliability.gaps(probabilities, binning))
                    .mapToDouble(bin -> Math.abs(Arrays.stream(bin).sum()) / 300)
                    .sum();
            assertThat(sum).isCloseTo(Reliability.of(probabilities, binning).error(), EXACT);
        }
    }

    @Test
    void aFigureThatIsOneMeanHasTheIntervalOfThatMean() {
        double[] values = honest(200);
        Clusters clusters = Clusters.ofPairs(pairs);
        assertThat(BOOTSTRAP.ofMeans(clusters, means -> means[1], new double[200], values))
                .isEqualTo(BOOTSTRAP.mean(clusters, values));
    }

    /** True probabilities of the chosen answers of pairs, two a prompt. */
    private double[] honest(int count) {
        double[] honest = new double[count];
        for (int k = 0; k < count; k++) {
            double p = 0.5 + 0.45 * random.nextDouble();
            honest[k] = random.nextDouble() < p ? p : 1 - p;
            pairs.add(new ScoredPair(honest[k], 1 - honest[k], 1, 1, "prompt " + k / 2));
        }
        return honest;
    }

    private static double[] sharper(double[] probabilities) {
        return Arrays.stream(probabilities)
                .map(p -> p * p * p / (p * p * p + (1 - p) * (1 - p) * (1 - p)))
                .toArray();
    }
}
