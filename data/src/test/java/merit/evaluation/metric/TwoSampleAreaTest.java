package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import merit.evaluation.metric.TwoSampleArea.Sample;
import org.junit.jupiter.api.Test;

class TwoSampleAreaTest {
    @Test
    void theIntervalIsDeLongs() {
        // Positives beat shares 1, 0.5 and 1 of the negatives, so area 2.5 / 3. Negatives 0 and 2 lie below 1 and 2/3.
        Interval area = TwoSampleArea.of(sample("p", 3, 1, 4), sample("n", 0, 2), 0.95);
        double value = 2.5 / 3;
        double positives = sq(1 - value) + sq(0.5 - value) + sq(1 - value);
        double negatives = sq(1 - value) + sq(2 / 3.0 - value);
        double error = Math.sqrt((positives / 9 + negatives / 4) * 5 / 4);
        double reach = 1.959963984540054 * error / (value * (1 - value));
        double middle = Math.log(value / (1 - value));
        assertThat(area.value()).isCloseTo(value, within(1e-12));
        assertThat(area.low()).isCloseTo(1 / (1 + Math.exp(-(middle - reach))), within(1e-12));
        assertThat(area.high()).isCloseTo(1 / (1 + Math.exp(-(middle + reach))), within(1e-12));
    }

    @Test
    void ninetyFiveOfAHundredIntervalsHoldTheTruth() {
        Random random = new Random(1);
        int held = 0;
        for (int k = 0; k < 1000; k++) {
            // The difference of two normal numbers one apart is above 0 with probability 0.7602499.
            double[] up = random.doubles(80).map(x -> 1 + random.nextGaussian()).toArray();
            double[] down = random.doubles(120).map(x -> random.nextGaussian()).toArray();
            held += TwoSampleArea.of(sample("p", up), sample("n", down), 0.95).excludes(0.7602499389) ? 0 : 1;
        }
        assertThat(held).isBetween(930, 970);
    }

    @Test
    void ofOnePromptThereAreNoBounds() {
        Sample positives = new Sample(List.of("p", "p"), new double[] {1, 3});
        Sample negatives = new Sample(List.of("p", "p"), new double[] {0, 2});
        Interval area = TwoSampleArea.of(positives, negatives, 0.95);
        assertThat(area.value()).isEqualTo(0.75);
        assertThat(area.isBounded()).isFalse();
    }

    @Test
    void copiesMakeNothingSurer() {
        Sample positives = sample("p", 3, 1, 4);
        Sample negatives = sample("n", 0, 2);
        Interval once = TwoSampleArea.of(positives, negatives, 0.95);
        Interval twice = TwoSampleArea.of(twice(positives), twice(negatives), 0.95);
        assertThat(twice.low()).isCloseTo(once.low(), within(1e-12));
    }

    @Test
    void whatIsAlwaysAboveIsNotCertain() {
        Interval area = TwoSampleArea.of(sample("p", 3, 4), sample("n", 1, 2), 0.95);
        assertThat(area.value()).isOne();
        assertThat(area.low()).isBetween(0.4, 0.6);
    }

    private static double sq(double x) {
        return x * x;
    }

    private static Sample sample(String name, double... values) {
        return new Sample(
                IntStream.range(0, values.length).mapToObj(k -> name + k).toList(), values);
    }

    private static Sample twice(Sample sample) {
        List<String> keys = IntStream.range(0, 2 * sample.keys().size())
                .mapToObj(k -> sample.keys().get(k / 2))
                .toList();
        return new Sample(
                keys,
                IntStream.range(0, keys.size())
                        .mapToDouble(k -> sample.values()[k / 2])
                        .toArray());
    }
}
