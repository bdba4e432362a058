package merit.preference.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {
    private static final Map<String, Slot> SLOTS =
            Map.of("weekday", new Slot("weekday", List.of("Monday", "Tuesday", "Wednesday")));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 64, 1000})
    void aPermutationGivesEveryNumberOnce(long size) {
        Permutation order = new Permutation(size, 5);
        assertThat(LongStream.range(0, size).map(order::at))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, size).boxed().toList());
    }

    @Test
    void theFirstNumbersOfSplitMixAreThePublishedOnes() {
        Dice dice = new Dice(1234567);
        assertThat(List.of(dice.next(), dice.next(), dice.next()))
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void aTemplateIsFilledAndItsSentencesBeginLarge() {
        assertThat(Template.of("{a} is red. {b} is not.").fill(Map.of("a", "an apple", "b", "a plum")))
                .isEqualTo("An apple is red. A plum is not.");
    }

    @Test
    void numbersAreComputed() {
        assertThat(Derived.of("sum", "a + b").value(Map.of("a", "19", "b", "3"), SLOTS))
                .isEqualTo("22");
        assertThat(Derived.of("rest", "a - b").value(Map.of("a", "19", "b", "3"), SLOTS))
                .isEqualTo("16");
        assertThat(Derived.of("result", "n * 60").value(Map.of("n", "7"), SLOTS))
                .isEqualTo("420");
    }

    @Test
    void daysGoRoundTheWeek() {
        assertThat(Derived.of("after", "weekday + 1").value(Map.of("weekday", "Wednesday"), SLOTS))
                .isEqualTo("Monday");
        assertThat(Derived.of("before", "weekday - 1").value(Map.of("weekday", "Monday"), SLOTS))
                .isEqualTo("Wednesday");
    }

    @Test
    void anExpressionOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> Derived.of("half", "a / 2"))
                .hasMessage("derived value half: found \"a / 2\", need \"left + right\", with +, - or *");
    }
}
