package merit.serving.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import merit.encoding.TokenRow;
import merit.scoring.Score;
import org.junit.jupiter.api.Test;

class ScoreCacheTest {
    private final ScoreCache cache = new ScoreCache(2);

    @Test
    void aRowIsKnownByItsContentAndKeepsItsOwnCounts() {
        cache.put(row(3, 1, 2), new Score(1.5, Map.of(), null, 2, 3));
        Score known = Objects.requireNonNull(cache.get(row(9, 1, 2)));
        assertThat(known.value()).isEqualTo(1.5);
        assertThat(known.truncatedTokens()).isEqualTo(9);
        assertThat(cache.get(row(3, 2, 1))).isNull();
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.misses()).isEqualTo(1);
    }

    @Test
    void segmentsArePartOfTheContent() {
        cache.put(new TokenRow(new int[] {1, 2}, new int[] {0, 0}, 0, 0), Score.of(1));
        assertThat(cache.get(new TokenRow(new int[] {1, 2}, new int[] {0, 1}, 0, 0)))
                .isNull();
    }

    @Test
    void whereTheResponseStartsIsPartOfTheContent() {
        cache.put(new TokenRow(new int[] {1, 2, 3}, new int[3], 0, 0, 1), Score.of(1));
        assertThat(cache.get(new TokenRow(new int[] {1, 2, 3}, new int[3], 0, 0, 2)))
                .as("the same tokens, of which another part is the answer")
                .isNull();
        assertThat(cache.get(new TokenRow(new int[] {1, 2, 3}, new int[3], 5, 0, 1)))
                .isNotNull();
    }

    @Test
    void theScoreUsedLongestAgoIsForgotten() {
        cache.put(row(0, 1), Score.of(1));
        cache.put(row(0, 2), Score.of(2));
        cache.get(row(0, 1));
        cache.put(row(0, 3), Score.of(3));
        assertThat(cache.get(row(0, 2))).isNull();
        assertThat(cache.get(row(0, 1))).isNotNull();
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void aCacheOfNothingKeepsNothing() {
        ScoreCache none = new ScoreCache(0);
        none.put(row(0, 1), Score.of(1));
        assertThat(none.get(row(0, 1))).isNull();
    }

    private static TokenRow row(int truncated, int... ids) {
        return new TokenRow(ids, new int[ids.length], truncated, 0);
    }
}
