package merit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestIndexTest {
    @Test
    void numbersAreThoseOfAHashMap() {
        Random random = new Random(1);
        Map<Digest, Integer> known = new HashMap<>();
        DigestIndex index = new DigestIndex();
        for (int i = 0; i < 100_000; i++) {
            Digest digest = new Digest(random.nextInt(300), random.nextInt(300)); // many places are fought for
            int next = known.size();
            Integer before = known.putIfAbsent(digest, next);
            assertThat(index.number(digest)).isEqualTo(before == null ? next : before);
        }
        assertThat(index.size()).isEqualTo(known.size());
    }

    @Test
    void aDigestIsTheBeginningOfASha256() {
        // printf abc | sha256sum, the example of FIPS 180-4
        assertThat(Digest.ofContent(new byte[] {'a', 'b', 'c'})).hasToString("ba7816bf8f01cfea414140de5dae2223");
    }

    @Test
    void textsThatRunTogetherAlikeAreTwo() {
        assertThat(Digest.of(List.of("ab", "c"))).isNotEqualTo(Digest.of(List.of("a", "bc")));
    }

    @Test
    void digestsAreOrderedAsTheirDigits() {
        Digest low = new Digest(1, -1);
        Digest high = new Digest(-1, 0);
        assertThat(low).isLessThan(high);
        assertThat(new Digest(1, 1)).isLessThan(low);
    }
}
