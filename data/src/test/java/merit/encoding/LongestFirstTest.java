package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongestFirstTest {
    /** Worked out by hand; the cases of transformers' fast tokenizers. */
    @ParameterizedTest
    @CsvSource({
        "3, 4, 10, 3, 4",
        "20, 0, 9, 9, 0",
        "3, 20, 10, 3, 7",
        "20, 3, 10, 7, 3",
        "20, 30, 11, 5, 6",
        "30, 20, 11, 6, 5",
        "8, 8, 10, 5, 5"
    })
    void theLongerTextGivesWayUntilBothAreAlike(int first, int second, int room, int keptFirst, int keptSecond) {
        assertThat(LongestFirst.of(first, second, room)).isEqualTo(new LongestFirst(keptFirst, keptSecond));
    }
}
