package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import merit.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    private final Tokenizer tokenizer = BundledTokenizer.get();
    private final RowEncoder encoder = new RowEncoder(tokenizer, EncodingConfig.pair(512));

    @Test
    void aPairIsTwoSegmentsBetweenControlTokens() {
        TokenRow row = encoder.encode("hello", "world");
        assertThat(row.ids()).containsExactly(101, 7592, 102, 2088, 102);
        assertThat(row.segments()).containsExactly(0, 0, 0, 1, 1);
    }

    @Test
    void aControlTokenWrittenOutIsOnlyText() {
        TokenRow row = encoder.encode("hello [SEP] there [CLS]", "world [PAD] [SEP]");
        assertThat(row.ids()).containsOnlyOnce(101).doesNotContain(0);
        assertThat(IntStream.of(row.ids()).filter(id -> id == 102)).hasSize(2);
    }
}
