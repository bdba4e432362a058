package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.tokenizer.BundledTokenizer;
import merit.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class RowMemoryTest {
    private static final Tokenizer TOKENIZER = BundledTokenizer.get();
    private static final int PROMPTS = 1000;
    private static final List<Conversation> MANY = IntStream.range(0, 4 * PROMPTS)
            .mapToObj(i -> Conversation.of("prompt " + i / 4, "answer " + i % 2))
            .toList();

    private final RowMemory memory = new RowMemory();
    private final RowEncoder encoder = new RowEncoder(TOKENIZER, EncodingConfig.pair(64));
    private final AtomicInteger asked = new AtomicInteger();

    private List<TokenRow> counted(RowEncoder of, List<Conversation> conversations) {
        return memory.encodeAll(of, conversations, () -> asked.incrementAndGet() < 0);
    }

    @Test
    void everyRowIsTheEncodersOwnAndIsMadeOnce() {
        assertThat(counted(encoder, MANY)).isEqualTo(encoder.encodeAll(MANY));
        assertThat(asked).hasValue(PROMPTS);
        assertThat(counted(encoder, MANY.subList(7, 90))).isEqualTo(encoder.encodeAll(MANY.subList(7, 90)));
        assertThat(asked).hasValue(PROMPTS);
    }

    @Test
    void anEncoderThatIsAlikeFindsTheRowsOfAnotherAndOneThatCutsMoreDoesNot() {
        List<TokenRow> rows = counted(encoder, MANY);
        int made = asked.get();
        assertThat(counted(new RowEncoder(TOKENIZER, EncodingConfig.pair(64)), MANY)
                        .get(0))
                .isSameAs(rows.get(0));
        assertThat(asked).hasValue(made);
        assertThat(counted(encoder.within(6), MANY)).allMatch(row -> row.length() <= 6);
        EncodingConfig plain = EncodingConfig.pair(64).with(PromptTemplate.PLAIN);
        assertThat(counted(new RowEncoder(TOKENIZER, plain), MANY)).doesNotContain(rows.get(0));
    }

    @Test
    void aStopIsHeededBeforeTheNextRowAndWhatIsKnownNeedsNoWork() {
        assertThatThrownBy(() -> memory.encodeAll(encoder, MANY, () -> asked.incrementAndGet() > 20))
                .isInstanceOf(CancellationException.class);
        assertThat(asked.get()).isLessThan(PROMPTS);
        List<TokenRow> rows = counted(encoder, MANY);
        assertThat(memory.encodeAll(encoder, MANY, () -> true)).isEqualTo(rows);
    }
}
