package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Series.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void ratesAreComparedWithinRounds() {
        Series first = new Series("first", List.of(200.0, 20.0, 300.0));
        Series second = new Series("second", List.of(100.0, 10.0, 100.0));

        assertThat(first.timesAsFastAs(second)).isCloseTo(2.0, within(1e-12));
    }
}
