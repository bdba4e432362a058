package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.evaluation.metric.SweepRanking.Metric;
import merit.evaluation.metric.SweepRanking.Place;
import org.junit.jupiter.api.Test;

class SweepRankingTest {
    private static final ClusteredBootstrap BOOTSTRAP = new ClusteredBootstrap(500, 1, 0.95);

    @Test
    void seedsAreAveragedPairByPairAndNotOneOfThemChosen() {
        // softplus(-1) = 0.3133, softplus(-3) = 0.0486: 0.1809; softplus(-1.5) = 0.2014, though the best seed is
        // better.
        SweepRanking ranking = rank(Metric.LOSS, List.of(all(1.5)), List.of(all(1), all(3)));
        Place best = ranking.places().get(0);
        assertThat(best.entry()).isEqualTo(1);
        assertThat(best.loss().value()).isCloseTo(0.1809245, within(1e-6));
        assertThat(best.low()).isCloseTo(0.0485874, within(1e-6));
        assertThat(best.high()).isCloseTo(0.3132617, within(1e-6));
        assertThat(best.margin().value()).isEqualTo(2);
        assertThat(best.behind()).isNull();
        assertThat(behind(ranking.places().get(1)).value()).isCloseTo(0.2014133 - 0.1809245, within(1e-6));
        assertThat(ranking.pairs()).isEqualTo(40);
        assertThat(ranking.prompts()).isEqualTo(20);
    }

    @Test
    void aSteadyDifferenceIsClearAndOneThatChangesSidesIsNot() {
        double[] hard = new double[40];
        for (int k = 0; k < 40; k++) {
            hard[k] = k % 4 < 2 ? 2 : -1; // whole prompts
        }
        double[] steady = hard.clone();
        double[] other = hard.clone();
        for (int k = 0; k < 40; k++) {
            steady[k] -= 0.1; // far less than pairs differ among themselves
            other[k] += k % 8 < 4 ? 0.5 : -0.45;
        }
        SweepRanking ranking = rank(Metric.MARGIN, List.of(hard), List.of(steady), List.of(other));
        assertThat(ranking.places()).extracting(Place::entry).containsExactly(2, 0, 1);
        assertThat(ranking.places().get(1).isWorse()).isFalse();
        SweepRanking two = rank(Metric.MARGIN, List.of(steady), List.of(hard));
        assertThat(two.places().get(1).isWorse()).isTrue();
        assertThat(behind(two.places().get(1)).low()).isCloseTo(0.1, within(1e-9));
        assertThat(two.places().get(0).margin().low())
                .isLessThan(two.places().get(1).margin().value());
    }

    @Test
    void ofAccuraciesTheHigherIsBetterAndEqualOnesKeepTheirOrder() {
        double[] half = all(1);
        for (int k = 0; k < 20; k++) {
            half[k] = -1;
        }
        SweepRanking ranking =
                rank(Metric.ACCURACY, List.of(half), List.of(all(0.1)), List.of(all(5)), List.of(all(0)));
        assertThat(ranking.places()).extracting(Place::entry).containsExactly(1, 2, 0, 3);
        assertThat(ranking.places())
                .extracting(place -> place.accuracy().value())
                .containsExactly(1.0, 1.0, 0.5, 0.0);
        assertThat(ranking.places().get(1).isWorse()).isFalse();
        assertThat(behind(ranking.places().get(2)).value()).isEqualTo(0.5);
        assertThat(ranking.places().get(0).of(Metric.ACCURACY).low()).isLessThan(1);
    }

    @Test
    void otherPairsAndNoPairsAreRefused() {
        List<ScoredPair> fewer = pairs(all(1)).subList(0, 3);
        assertThatThrownBy(() ->
                        SweepRanking.of(Metric.LOSS, List.of(List.of(pairs(all(1))), List.of(fewer)), BOOTSTRAP))
                .hasMessageContaining("ranked on the same pairs");
        assertThatThrownBy(() -> SweepRanking.of(Metric.LOSS, List.of(), BOOTSTRAP))
                .hasMessageContaining("nothing to rank");
        assertThatThrownBy(() -> Metric.of("ties")).hasMessage("found ties, need loss, accuracy or margin");
    }

    private static Interval behind(Place place) {
        return Objects.requireNonNull(place.behind());
    }

    @SafeVarargs
    private static SweepRanking rank(Metric metric, List<double[]>... entries) {
        List<List<List<ScoredPair>>> scored = new ArrayList<>();
        for (List<double[]> seeds : entries) {
            scored.add(seeds.stream().map(SweepRankingTest::pairs).toList());
        }
        return SweepRanking.of(metric, scored, BOOTSTRAP);
    }

    private static double[] all(double difference) {
        double[] differences = new double[40];
        java.util.Arrays.fill(differences, difference);
        return differences;
    }

    /** Two pairs a prompt. */
    private static List<ScoredPair> pairs(double[] differences) {
        List<ScoredPair> pairs = new ArrayList<>();
        for (double difference : differences) {
            pairs.add(new ScoredPair(difference, 0, 1, 1, "prompt " + pairs.size() / 2));
        }
        return pairs;
    }
}
