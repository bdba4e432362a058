package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import merit.benchmark.Machine.Ticks;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void timeThatTheHostGaveToOthersIsNamed() {
        assertThat(new Ticks(1400, 150).stolenSince(new Ticks(1000, 50)))
                .isEqualTo(" · 25 % of the processors stolen by the host");
    }

    @Test
    void lessThanAPercentIsNotWorthAWord() {
        assertThat(new Ticks(2000, 55).stolenSince(new Ticks(1000, 50))).isEmpty();
    }

    @Test
    void processorTimeGrowsWithWork() {
        double before = Machine.cpuSeconds();
        double sum = 0;
        for (int i = 1; i < 20_000_000; i++) {
            sum += Math.sqrt(i);
        }

        assertThat(sum).isPositive();
        assertThat(Machine.cpuSeconds()).isGreaterThan(before);
    }
}
