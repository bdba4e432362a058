package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Series.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    }

    @Test
    void ratesAreComparedWithinRounds() {
        Series first = new Series("first", new double[] {200, 20, 300});
        Series second = new Series("second", new double[] {100, 10, 100});

        assertThat(first.timesAsFastAs(second)).isCloseTo(2.0, within(1e-12));
    }
}
