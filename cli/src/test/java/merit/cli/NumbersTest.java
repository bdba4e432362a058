package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void anIntervalStandsInBracketsBehindItsValue() {
        assertThat(Numbers.percent(0.644, 0.6, 0.687)).isEqualTo("64.4 % (60.0 to 68.7)");
        assertThat(Numbers.decimal(-0.5, -1, 0, 2)).isEqualTo("-0.50 (-1.00 to 0.00)");
    }

    @Test
    void countsHaveSeparatorsAndTheirNounsAgree() {
        assertThat(Numbers.count(2303, "pair")).isEqualTo("2,303 pairs");
        assertThat(Numbers.count(1, "pair")).isEqualTo("1 pair");
        assertThat(Numbers.count(3, "entry")).isEqualTo("3 entries");
    }

    @Test
    void timeHasHoursOnlyWhereThereAreSome() {
        assertThat(Numbers.clock(Duration.ofSeconds(252))).isEqualTo("4:12");
        assertThat(Numbers.clock(Duration.ofSeconds(3729))).isEqualTo("1:02:09");
    }

    @Test
    void parametersAreCountedInMillions() {
        assertThat(Numbers.millions(22_713_600)).isEqualTo("22.7 M");
        assertThat(Numbers.millions(385)).isEqualTo("385");
    }
}
