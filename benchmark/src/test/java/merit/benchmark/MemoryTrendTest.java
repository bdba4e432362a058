package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {
    @Test
    void aStraightLineHasItsOwnSlope() {
        assertThat(MemoryTrend.slope(List.of(10L, 13L, 16L, 19L))).isCloseTo(3.0, within(1e-12));
    }

    @Test
    void oneSampleHasNoSlope() {
        assertThat(MemoryTrend.slope(List.of(10L))).isZero();
    }
}
