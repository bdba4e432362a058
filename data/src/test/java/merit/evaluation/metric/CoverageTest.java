package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether 95 % intervals hold the truth in 95 of 100 data sets, on simulated ones whose truth is known: 200 prompts, accuracies
 * from 0.55 to 0.85, pairs of one prompt that go right or wrong together.
 */
class CoverageTest {
    private static final int PROMPTS = 200;

    /** One data set's interval, and the truth that it should hold. */
    private record Trial(Interval interval, double truth) {
        boolean holds() {
            return !interval.excludes(truth);
        }
    }

    /** Makes a data set and measures it. */
    private interface Simulation {
        Trial run(Random random, ClusteredBootstrap bootstrap);
    }

    @Test
    @Tag("slow")
    void ofAThousandDataSetsNineHundredAndFiftyHoldTheTruth() {
        assertThat(coverage(CoverageTest::accuracy, 1000, 1000)).as("accuracy").isBetween(0.93, 0.97);
        assertThat(coverage(CoverageTest::difference, 1000, 1000))
                .as("difference")
                .isBetween(0.93, 0.97);
        assertThat(coverage(CoverageTest::selection, 1000, 1000))
                .as("selection")
                .isBetween(0.93, 0.97);
    }

    @Test
    void ofAHundredAndTwentyDataSetsNearlyAllHoldTheTruth() {
        // Four standard errors of 120 throws at 0.95 are 0.080.
        assertThat(coverage(CoverageTest::accuracy, 120, 200)).as("accuracy").isGreaterThan(0.87);
        assertThat(coverage(CoverageTest::difference, 120, 200))
                .as("difference")
                .isGreaterThan(0.87);
        assertThat(coverage(CoverageTest::selection, 120, 200)).as("selection").isGreaterThan(0.87);
    }

    private static double coverage(Simulation simulation, int dataSets, int resamples) {
        Random random = new Random(20);
        ClusteredBootstrap bootstrap = new ClusteredBootstrap(resamples, 7, 0.95);
        return IntStream.range(0, dataSets)
                        .filter(k -> simulation.run(random, bootstrap).holds())
                        .count()
                / (double) dataSets;
    }

    private static Trial accuracy(Random random, ClusteredBootstrap bootstrap) {
        double truth = level(random);
        List<ScoredPair> pairs = new ArrayList<>();
        for (int prompt = 0; prompt < PROMPTS; prompt++) {
            double chance = around(truth, random);
            for (int pair = 1 + random.nextInt(4); pair > 0; pair--) {
                pairs.add(pair(random.nextDouble() < chance, prompt));
            }
        }
        return new Trial(PairMetrics.of(pairs, bootstrap).accuracy(), truth);
    }

    private static Trial difference(Random random, ClusteredBootstrap bootstrap) {
        double first = level(random);
        double second = level(random);
        List<ScoredPair> ones = new ArrayList<>();
        List<ScoredPair> others = new ArrayList<>();
        for (int prompt = 0; prompt < PROMPTS; prompt++) {
            double shift = (random.nextDouble() - 0.5) * 0.3;
            for (int pair = 1 + random.nextInt(4); pair > 0; pair--) {
                // One throw for both in half of the pairs: what is hard for one is hard for the other.
                double throwOne = random.nextDouble();
                double throwTwo = random.nextBoolean() ? throwOne : random.nextDouble();
                ones.add(pair(throwOne < first + shift, prompt));
                others.add(pair(throwTwo < second + shift, prompt));
            }
        }
        return new Trial(PairedComparison.of(ones, others, bootstrap).difference(), first - second);
    }

    /** Four candidates; the scorer finds the best one with the chance drawn, and else takes one of the others. */
    private static Trial selection(Random random, ClusteredBootstrap bootstrap) {
        double truth = level(random);
        List<RatedPrompt> prompts = new ArrayList<>();
        for (int prompt = 0; prompt < PROMPTS; prompt++) {
            int best = random.nextInt(4);
            int pick = random.nextDouble() < truth ? best : (best + 1 + random.nextInt(3)) % 4;
            List<Double> ratings = new ArrayList<>(Collections.nCopies(4, 0.0));
            List<Double> scores = new ArrayList<>(Collections.nCopies(4, 0.0));
            ratings.set(best, 1.0);
            scores.set(pick, 1.0);
            prompts.add(new RatedPrompt("prompt " + prompt, ratings, scores, List.of(1, 2, 3, 4)));
        }
        return new Trial(
                CandidateMetrics.of(prompts, bootstrap).picks().reward().accuracy(), truth);
    }

    private static double level(Random random) {
        return 0.55 + 0.3 * random.nextDouble();
    }

    /** A prompt's own chance, with the given mean. */
    private static double around(double mean, Random random) {
        return mean + (random.nextDouble() - 0.5) * 2 * Math.min(mean, 1 - mean);
    }

    private static ScoredPair pair(boolean right, int prompt) {
        return new ScoredPair(right ? 1 : 0, right ? 0 : 1, 2, 1, "prompt " + prompt);
    }
}
