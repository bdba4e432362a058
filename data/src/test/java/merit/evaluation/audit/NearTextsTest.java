package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NearTextsTest {
    @Test
    @Tag("golden")
    void similaritiesAreExactAndEstimatesAreThoseOfDatasketch() throws Exception {
        try (InputStream file = getClass().getResourceAsStream("golden-minhash.json")) {
            for (JsonNode one : JsonMapper.shared().readTree(Objects.requireNonNull(file))) {
                Shingles text = Shingles.of(one.get("text").asString());
                Shingles other = Shingles.of(one.get("other").asString());
                assertThat(text.similarity(other)).isCloseTo(one.get("jaccard").asDouble(), within(1e-15));
                assertThat(MinHash.estimate(MinHash.signature(text), MinHash.signature(other)))
                        .isEqualTo(one.get("estimate").asDouble());
            }
        }
    }

    @Test
    void whatNearlyRepeatsIsFoundAndNothingElse() {
        MadeUp made = new MadeUp(1);
        List<String> texts = new ArrayList<>();
        for (int k = 0; k < 2000; k++) {
            texts.add(made.text(40, 120));
        }
        List<Integer> planted = new ArrayList<>();
        for (int k = 0; k < 100; k++) {
            planted.add(texts.size());
            // One word in 40 exchanged touches three runs of 38: Jaccard about 0.85.
            texts.add(made.edited(texts.get(7 * k), 40));
        }
        List<NearTexts.Near> found = NearTexts.among(texts, (text, before) -> true);
        long near = planted.stream()
                .filter(k -> similarity(texts, k, 7 * (k - 2000)) >= NearTexts.NEAR)
                .count();
        assertThat(near).isGreaterThan(70);
        assertThat(found).hasSize((int) near).allSatisfy(one -> {
            assertThat(one.before()).isEqualTo(7 * (one.text() - 2000));
            assertThat(one.similarity()).isEqualTo(similarity(texts, one.text(), one.before()));
            assertThat(one.estimated()).isCloseTo(one.similarity(), within(0.14));
        });
    }

    @Test
    void aTemplateFilledInManyTimesIsFoundEveryTime() {
        MadeUp made = new MadeUp(2);
        String template = made.text(80, 80);
        List<String> texts = new ArrayList<>();
        for (int k = 0; k < 3000; k++) {
            texts.add(template + " " + made.word());
        }
        assertThat(NearTexts.among(texts, (text, before) -> true)).hasSize(2999);
    }

    @Test
    void textsWithoutWordsAreNotAlike() {
        assertThat(NearTexts.among(Collections.nCopies(5, "?!"), (text, before) -> true))
                .isEmpty();
        assertThat(Shingles.of("").similarity(Shingles.of("..."))).isZero();
        assertThat(Shingles.of("Hello, WORLD").similarity(Shingles.of("hello world")))
                .isOne();
        assertThat(Shingles.of("東京都").words()).isEqualTo(3);
    }

    private static double similarity(List<String> texts, int one, int other) {
        return Shingles.of(texts.get(one)).similarity(Shingles.of(texts.get(other)));
    }
}
