package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.scoring.ScoreInput;
import merit.tokenizer.BundledTokenizer;
import merit.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    private static final int CLS = 101;
    private static final int SEP = 102;
    private static final Tokenizer TOKENIZER = BundledTokenizer.get();
    private static final String TEN = "one two three four five six seven eight nine ten";

    private static final List<Truncation> ALL_SIDES = List.of(Truncation.values());

    private final RowEncoder wide = new RowEncoder(TOKENIZER, EncodingConfig.pair(512));

    @Test
    void aPairIsTwoSegmentsBetweenControlTokens() {
        TokenRow row = wide.encode("hello", "world");
        assertThat(row.ids()).containsExactly(CLS, 7592, SEP, 2088, SEP);
        assertThat(row.segments()).containsExactly(0, 0, 0, 1, 1);
        assertThat(row.truncatedTokens()).isZero();
    }

    @Test
    void aPairIsWhatTheTokenizerMakesOfTwoTexts() {
        assertThat(wide.encode("Why?", "Because, ok.")).isEqualTo(wide.encodeStanding("Why?", "Because, ok.", true));
        assertThat(wide.encode("", "")).isEqualTo(wide.encodeStanding("", "", true));
    }

    @Test
    void aSingleTextIsWhatTheTokenizerMakesOfTheWholeText() {
        RowEncoder plain = encoder(PromptTemplate.PROMPT_ANSWER, 512, Truncation.PROMPT);
        assertThat(plain.encode("Why?", "Because.").withoutResponse())
                .isEqualTo(plain.encodeStanding("### Prompt:\nWhy?\n\n### Answer:\nBecause.", null, true));
    }

    @Test
    void aResponseBeginsAtItsFirstTokenThatIsLeft() {
        assertThat(wide.encode("hello there", "world").responseStart())
                .isEqualTo(4); // [CLS] hello there [SEP] world [SEP]
        assertThat(wide.encode("hello", "").responseStart()).isEqualTo(3); // the last [SEP]
        RowEncoder left = encoder(PromptTemplate.PAIR, 5, Truncation.LEFT);
        assertThat(left.encode("hello there", "world there").responseStart())
                .isEqualTo(2); // [CLS] [SEP] world there [SEP]
        RowEncoder right = encoder(PromptTemplate.PAIR, 5, Truncation.RIGHT);
        assertThat(right.encode("hello there world", "world").responseStart()).isEqualTo(4); // nothing is left of it
        assertThat(wide.encodeStanding("hello", "world", true).responseStart()).isEqualTo(3);
        assertThat(wide.encodeStanding("hello world", null, true).responseStart())
                .isEqualTo(TokenRow.UNKNOWN);
    }

    @Test
    void aControlTokenWrittenOutIsOnlyText() {
        TokenRow row = wide.encode("hello [SEP] there [CLS]", "world [PAD] [SEP]");
        assertThat(row.ids()).containsOnlyOnce(CLS).doesNotContain(0, 103);
        assertThat(IntStream.of(row.ids()).filter(id -> id == SEP)).hasSize(2);
        assertThat(wide.encode("[SEP]", "x").ids())
                .isEqualTo(wide.encode("[sep]", "x").ids());
    }

    @Test
    void aControlTokenOfTheTemplateItselfIsOne() {
        RowEncoder own = encoder(PromptTemplate.of("{prompt} [SEP] {response}"), 512, Truncation.PROMPT);
        assertThat(own.encode("hello [SEP]", "world").ids())
                .startsWith(CLS, 7592)
                .endsWith(SEP, 2088, SEP);
        assertThat(IntStream.of(own.encode("hello [SEP]", "world").ids()).filter(id -> id == SEP))
                .hasSize(2);
    }

    @Test
    void aTemplateThatDoublesAControlTokenIsRefused() {
        assertThatThrownBy(() -> encoder(PromptTemplate.of("[CLS]{prompt} {response}"), 512, Truncation.PROMPT))
                .hasMessageContaining("twice in a row");
        assertThatThrownBy(() -> encoder(PromptTemplate.of("{prompt} {response}[SEP]"), 512, Truncation.PROMPT))
                .hasMessageContaining("leave it out of the template");
    }

    @Test
    void textThatStandsAsItIsKeepsItsControlTokens() {
        TokenRow row = new ScoreInput.Text("[CLS] hello [SEP]", null, false).encodedBy(wide);
        assertThat(row.ids()).containsExactly(CLS, 7592, SEP);
        RowEncoder narrow = encoder(PromptTemplate.PAIR, 5, Truncation.PROMPT);
        TokenRow cut = new ScoreInput.Text("[CLS] " + TEN + " [SEP]", null, false).encodedBy(narrow);
        assertThat(cut.ids()).hasSize(5).startsWith(CLS).endsWith(SEP);
        assertThat(TOKENIZER.decode(cut.ids())).isEqualTo("[CLS] eight nine ten [SEP]");
    }

    @Test
    void thePromptGivesWayFromItsStart() {
        TokenRow row = encoder(PromptTemplate.PAIR, 8, Truncation.PROMPT).encode(TEN, "a b c");
        assertThat(TOKENIZER.decode(row.ids())).isEqualTo("[CLS] nine ten [SEP] a b c [SEP]");
        assertThat(row.truncatedPromptTokens()).isEqualTo(8);
        assertThat(row.truncatedResponseTokens()).isZero();
    }

    @Test
    void withinFewerTokensItCutsAsANarrowerOneDoes() {
        assertThat(wide.within(8).encode(TEN, "a b c"))
                .isEqualTo(encoder(PromptTemplate.PAIR, 8, Truncation.PROMPT).encode(TEN, "a b c"));
        assertThat(wide.within(513)).isSameAs(wide);
        assertThatThrownBy(() -> wide.within(3)).hasMessageStartingWith("max length: found 3, need at least 4");
    }

    @Test
    void anAnswerTooLongAloneLosesItsEnd() {
        TokenRow row = encoder(PromptTemplate.PAIR, 8, Truncation.PROMPT).encode("a b c", TEN);
        assertThat(TOKENIZER.decode(row.ids())).isEqualTo("[CLS] [SEP] one two three four five [SEP]");
        assertThat(row.truncatedPromptTokens()).isEqualTo(3);
        assertThat(row.truncatedResponseTokens()).isEqualTo(5);
    }

    @Test
    void leftAndRightCutTheWholeRow() {
        TokenRow left = encoder(PromptTemplate.PAIR, 6, Truncation.LEFT).encode("a b c", "d e f g");
        assertThat(TOKENIZER.decode(left.ids())).isEqualTo("[CLS] [SEP] e f g [SEP]");
        TokenRow right = encoder(PromptTemplate.PAIR, 6, Truncation.RIGHT).encode("a b c d", "e f g");
        assertThat(TOKENIZER.decode(right.ids())).isEqualTo("[CLS] a b c [SEP] [SEP]");
    }

    @Test
    void theWordsOfTheTemplateStay() {
        TokenRow row =
                encoder(PromptTemplate.PROMPT_ANSWER, 16, Truncation.PROMPT).encode(TEN, "yes");
        assertThat(TOKENIZER.decode(row.ids()))
                .isEqualTo("[CLS] # # # prompt : eight nine ten # # # answer : yes [SEP]");
    }

    @Test
    void everyCutRowIsAtMostAsLongAsAskedAndKeepsItsFrame() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            PromptTemplate template = PromptTemplate.NAMED.get(random.nextInt(5));
            Truncation truncation = ALL_SIDES.get(random.nextInt(3));
            int max = 24 + random.nextInt(40);
            String prompt = "word ".repeat(random.nextInt(60));
            String response = "reply ".repeat(random.nextInt(60));
            TokenRow whole = encoder(template, 4096, truncation).encode(prompt, response);
            TokenRow row = encoder(template, max, truncation).encode(prompt, response);
            assertThat(row.length()).isEqualTo(Math.min(max, whole.length()));
            assertThat(row.length() + row.truncatedTokens()).isEqualTo(whole.length());
            assertThat(row.id(0)).isEqualTo(CLS);
            assertThat(row.id(row.length() - 1)).isEqualTo(SEP);
            assertThat(count(row, SEP)).isEqualTo(template.isPair() ? 2 : 1);
            if (truncation == Truncation.PROMPT) {
                int room =
                        max - encoder(template, 4096, truncation).encode("", "").length();
                assertThat(count(row, 7514)).isEqualTo(Math.min(room, count(whole, 7514)));
            }
        }
    }

    @Test
    void aLengthWithoutRoomIsRefused() {
        assertThatThrownBy(() -> encoder(PromptTemplate.PAIR, 3, Truncation.PROMPT))
                .hasMessageContaining("max length: found 3, need at least 4");
        assertThatThrownBy(() -> encoder(PromptTemplate.PROMPT_ANSWER, 12, Truncation.PROMPT))
                .hasMessageContaining("need at least 13: the template prompt-answer alone takes 12 tokens");
    }

    @Test
    void manyRowsAreTheSameAsOneByOne() {
        List<Conversation> many = IntStream.range(0, 500)
                .mapToObj(i -> Conversation.of("prompt " + i, TEN.repeat(i % 7)))
                .toList();
        assertThat(wide.encodeAll(many))
                .isEqualTo(many.stream().map(wide::encode).toList());
    }

    @Test
    void answersToOnePromptHaveTheRowsOfEachAlone() {
        List<Conversation> answers = Stream.of("", TEN, "unbelievable", "[SEP] " + TEN.repeat(9))
                .map(answer -> Conversation.of(TEN + " un", answer))
                .toList();
        for (PromptTemplate template : PromptTemplate.NAMED) {
            for (Truncation side : ALL_SIDES) {
                RowEncoder encoder = encoder(template, 24, side);
                List<TokenRow> alone = answers.stream().map(encoder::encode).toList();
                List<TokenRow> together = encoder.encodeAnswers(answers);
                assertThat(together).isEqualTo(alone);
                assertThat(together)
                        .extracting(TokenRow::truncatedPromptTokens)
                        .isEqualTo(alone.stream()
                                .map(TokenRow::truncatedPromptTokens)
                                .toList());
            }
        }
    }

    @Test
    void overlongPairsAreDroppedUnlessBothSidesFit() {
        RowEncoder narrow = encoder(PromptTemplate.PAIR, 8, Truncation.PROMPT);
        List<TokenRow> one = Arrays.asList(narrow.encode("a", "b"), narrow.encode("a", TEN));
        assertThat(Overlong.DROP.keeps(one)).isFalse();
        assertThat(Overlong.DROP.keeps(one.subList(0, 1))).isTrue();
        assertThat(Overlong.TRUNCATE.keeps(one)).isTrue();
    }

    private static long count(TokenRow row, int wanted) {
        return IntStream.of(row.ids()).filter(id -> id == wanted).count();
    }

    private static RowEncoder encoder(PromptTemplate template, int maxLength, Truncation truncation) {
        return new RowEncoder(TOKENIZER, new EncodingConfig(template, maxLength, truncation));
    }
}
