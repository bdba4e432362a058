package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RanksTest {
    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertThat(Ranks.of(new double[] {3, 1, 3, 0.0, -0.0})).containsExactly(4.5, 3, 4.5, 1.5, 1.5);
    }

    @Test
    void nothingHasNoRanks() {
        assertThat(Ranks.of(new double[0])).isEmpty();
    }

    @Test
    void oneThatNeverVariesGoesWithNothing() {
        assertThat(Ranks.correlation(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isZero();
        assertThat(Ranks.correlation(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-15));
    }

    @Test
    void orderIsThatOfAStableSort() {
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 15, 16, 17, 33, 1000, 1025}) {
            double[] values = random.ints(size, -20, 20).asDoubleStream().toArray();
            int[] expected = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble(k -> values[k]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(Order.ascending(values)).containsExactly(expected);
        }
    }

    @Test
    void anAreaCountsTiesAsHalf() {
        // 2 beats 1 and ties with 2; 3 beats both; 1 ties with 1.
        assertThat(AreaUnderCurve.of(new double[] {2, 3, 1}, new double[] {1, 2}))
                .isCloseTo(4.0 / 6, within(1e-15));
    }
}
