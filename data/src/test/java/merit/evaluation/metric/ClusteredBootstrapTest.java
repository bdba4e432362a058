package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusteredBootstrapTest {
    private final ClusteredBootstrap bootstrap = ClusteredBootstrap.STANDARD;

    @Test
    void theValueIsTheMeanOverObservationsNotOverClusters() {
        Clusters clusters = Clusters.of(List.of("a", "a", "a", "b"));
        assertThat(bootstrap.mean(clusters, new double[] {1, 1, 1, 0}).value()).isEqualTo(0.75);
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Clusters clusters = Clusters.of(keys(50, 50));
        double[] values = new Random(1).doubles(50).toArray();
        assertThat(bootstrap.mean(clusters, values)).isEqualTo(bootstrap.mean(clusters, values));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameInterval() throws Exception {
        Clusters clusters = Clusters.of(keys(6000, 6000));
        double[] values = new Random(6).doubles(6000).toArray();
        Interval alone = onThreads(1, () -> bootstrap.mean(clusters, values));
        assertThat(onThreads(5, () -> bootstrap.mean(clusters, values))).isEqualTo(alone);
        double[] others = new Random(7).doubles(6000).toArray();
        Interval area = onThreads(1, () -> AreaBootstrap.of(bootstrap, clusters, values, others));
        assertThat(onThreads(5, () -> AreaBootstrap.of(bootstrap, clusters, values, others)))
                .isEqualTo(area);
    }

    private static Interval onThreads(int threads, Callable<Interval> work) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(work).get();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void copiesOfAPairMakeNothingSurer() {
        double[] once = new Random(2).doubles(40).toArray();
        double[] tenTimes =
                IntStream.range(0, 400).mapToDouble(k -> once[k % 40]).toArray();
        Interval alone = bootstrap.mean(Clusters.of(keys(40, 40)), once);
        Interval copied = bootstrap.mean(Clusters.of(keys(400, 40)), tenTimes);
        assertThat(copied.high() - copied.low()).isCloseTo(alone.high() - alone.low(), within(1e-9));
    }

    @Test
    void theIntervalIsAsWideAsTheNormalOneForManyIndependentValues() {
        double[] values = new Random(3).doubles(2000).map(x -> x < 0.6 ? 1 : 0).toArray();
        Interval interval = bootstrap.share(Clusters.of(keys(2000, 2000)), values);
        double p = interval.value();
        double reach = 1.96 * Math.sqrt(p * (1 - p) / 2000);
        assertThat(interval.low()).isCloseTo(p - reach, within(0.003));
        assertThat(interval.high()).isCloseTo(p + reach, within(0.003));
    }

    @Test
    void nothingButWinsIsNotCertainty() {
        double[] wins = IntStream.range(0, 20).mapToDouble(k -> 1).toArray();
        Interval interval = bootstrap.share(Clusters.of(keys(20, 20)), wins);
        // Wilson: n / (n + z^2) = 20 / (20 + 3.8415)
        assertThat(interval.low()).isCloseTo(20 / (20 + 3.841458820694124), within(1e-9));
        assertThat(interval.high()).isOne();
    }

    @Test
    void onePromptGivesNoBounds() {
        Clusters one = Clusters.of(List.of("a", "a", "a"));
        assertThat(bootstrap.mean(one, new double[] {1, 0, 1}).isBounded()).isFalse();
        Interval share = bootstrap.share(one, new double[] {1, 0, 1});
        assertThat(share.low()).isZero();
        assertThat(share.high()).isOne();
    }

    @Test
    void nothingHasNoMean() {
        assertThatThrownBy(() -> bootstrap.mean(Clusters.of(List.of()), new double[0]))
                .hasMessage("a mean of nothing: found 0 observations, need at least one");
    }

    @Test
    void ninetyFivePercentIntervalsHoldTheTruthNinetyFiveTimesInAHundred() {
        Random random = new Random(4);
        ClusteredBootstrap quick = new ClusteredBootstrap(600, 5, 0.95);
        int covered = 0;
        int dataSets = 400;
        for (int d = 0; d < dataSets; d++) {
            List<String> keys = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (int prompt = 0; prompt < 80; prompt++) {
                // The chance of a win belongs to the prompt: mean 0.6, one to eight pairs that share it.
                double chance = 0.2 + 0.8 * random.nextDouble();
                for (int pair = 0; pair <= random.nextInt(8); pair++) {
                    keys.add("prompt " + prompt);
                    values.add(random.nextDouble() < chance ? 1.0 : 0.0);
                }
            }
            double[] wins = values.stream().mapToDouble(Double::doubleValue).toArray();
            covered += quick.share(Clusters.of(keys), wins).excludes(0.6) ? 0 : 1;
        }
        // Four standard errors of 400 throws at 0.95 are 0.044.
        assertThat(covered / (double) dataSets).isBetween(0.906, 0.994);
    }

    private static List<String> keys(int observations, int clusters) {
        return IntStream.range(0, observations)
                .mapToObj(k -> "prompt " + k % clusters)
                .toList();
    }
}
