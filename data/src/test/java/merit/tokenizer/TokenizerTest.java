package merit.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final Golden GOLDEN = Golden.READ;
    private static final Tokenizer BUNDLED = BundledTokenizer.get();
    private static final Tokenizer BYTE_LEVEL = Tokenizer.of(Golden.bytes("toy-bytelevel.json"));
    private static final Tokenizer UNIGRAM = Tokenizer.of(Golden.bytes("toy-unigram.json"));

    @Test
    @Tag("golden")
    void standingTextGetsTheIdsOfTransformers() {
        assertStanding(BUNDLED, GOLDEN.tokenizers().bundled());
        assertStanding(BYTE_LEVEL, GOLDEN.tokenizers().bytelevel());
        assertStanding(UNIGRAM, GOLDEN.tokenizers().unigram());
    }

    private static void assertStanding(Tokenizer tokenizer, Golden.Ids golden) {
        for (int i = 0; i < GOLDEN.texts().size(); i++) {
            String text = GOLDEN.texts().get(i);
            assertThat(tokenizer.encodeStanding(text, null, true).ids())
                    .as(text)
                    .isEqualTo(golden.standing()[i]);
            assertThat(tokenizer.encodeStanding(text, null, false).ids())
                    .as(text)
                    .isEqualTo(golden.bare()[i]);
        }
        for (int i = 0; i < GOLDEN.pairOf().length; i++) {
            String first = GOLDEN.texts().get(GOLDEN.pairOf()[i][0]);
            String second = GOLDEN.texts().get(GOLDEN.pairOf()[i][1]);
            StandingTokens pair = tokenizer.encodeStanding(first, second, true);
            assertThat(pair.ids()).as(first + " | " + second).isEqualTo(golden.pairs()[i].ids());
            assertThat(pair.segments()).as(first + " | " + second).isEqualTo(golden.pairs()[i].segments());
        }
    }

    @Test
    @Tag("golden")
    void onlyTextGetsTheIdsOfTransformersWithSplitSpecialTokens() {
        for (int i = 0; i < GOLDEN.texts().size(); i++) {
            String text = GOLDEN.texts().get(i);
            assertThat(BUNDLED.encode(text))
                    .as(text)
                    .isEqualTo(GOLDEN.tokenizers().bundled().asText()[i]);
            if (!text.contains("<")) {
                assertThat(BYTE_LEVEL.encode(text))
                        .as(text)
                        .isEqualTo(GOLDEN.tokenizers().bytelevel().asText()[i]);
                assertThat(UNIGRAM.encode(text))
                        .as(text)
                        .isEqualTo(GOLDEN.tokenizers().unigram().asText()[i]);
            }
        }
    }

    @Test
    void onlyTextNeverHoldsAControlToken() {
        for (Tokenizer tokenizer : List.of(BUNDLED, BYTE_LEVEL, UNIGRAM)) {
            Set<Integer> controls = Set.copyOf(tokenizer.controlTokens().values());
            int unknown = tokenizer.id(SpecialToken.UNK).orElseThrow();
            for (String control : tokenizer.controlTokens().keySet()) {
                for (String text : List.of(control, "a" + control + "b", " " + control + control + " ")) {
                    assertThat(IntStream.of(tokenizer.encode(text))
                                    .filter(id -> id != unknown)
                                    .boxed())
                            .as(text)
                            .doesNotContainAnyElementsOf(controls);
                }
            }
        }
    }

    @Test
    void anAddedTokenThatIsNotAControlTokenKeepsItsId() {
        int id = BYTE_LEVEL.encodeStanding("Assistant:", null, false).ids()[0];
        assertThat(BYTE_LEVEL.controlTokens()).doesNotContainKey("Assistant:");
        assertThat(BYTE_LEVEL.encode("Assistant:")).containsExactly(id);
    }

    @Test
    void halfASurrogatePairBecomesAReplacementCharacter() {
        assertThat(BYTE_LEVEL.encode("a\uD83Db")).isEqualTo(BYTE_LEVEL.encode("a\uFFFDb"));
        assertThat(BYTE_LEVEL.encode("\uDE00\uD83D")).isEqualTo(BYTE_LEVEL.encode("\uFFFD\uFFFD"));
    }

    @Test
    void endsAreCharacterPositionsAlsoBehindEmoji() {
        String text = "a \uD83D\uDE00 the \u00e9";
        TextTokens tokens = BYTE_LEVEL.encodeWithEnds(text);
        assertThat(tokens.ids()).isEqualTo(BYTE_LEVEL.encode(text));
        assertThat(tokens.ends()).isSorted().endsWith(text.length());
        assertThat(BUNDLED.encodeWithEnds("Hello, world").ends()).containsExactly(5, 6, 12);
    }

    @Test
    void theFrameIsReadOffTheTokenizer() {
        assertThat(BUNDLED.pairFrame().before()).containsExactly(101);
        assertThat(BUNDLED.pairFrame().between()).containsExactly(102);
        assertThat(BUNDLED.pairFrame().after()).containsExactly(102);
        assertThat(BUNDLED.pairFrame().segments()).isEqualTo(new SpecialFrame.Segments(0, 0, 0, 1, 1));
        assertThat(BYTE_LEVEL.pairFrame().between()).containsExactly(2, 2);
        assertThat(UNIGRAM.singleFrame().size()).isEqualTo(1);
    }

    @Test
    void theBundledFileSaysWhichTokenIsWhich() {
        assertThat(BUNDLED.id(SpecialToken.PAD)).hasValue(0);
        assertThat(BUNDLED.id(SpecialToken.UNK)).hasValue(100);
        assertThat(BUNDLED.id(SpecialToken.CLS)).hasValue(101);
        assertThat(BUNDLED.id(SpecialToken.SEP)).hasValue(102);
        assertThat(BUNDLED.id(SpecialToken.EOS)).isEmpty();
        assertThat(BUNDLED.vocabularySize()).isEqualTo(30522);
        assertThat(BUNDLED.modelMaxLength()).isEmpty();
    }

    @Test
    void aConfigurationNamesTokensAndLength(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("tokenizer.json"), BundledTokenizer.bytes());
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"model_max_length\": 256, \"eos_token\": {\"content\": \"[SEP]\"}, \"pad_token\": \"[MASK]\"}");
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.modelMaxLength()).hasValue(256);
            assertThat(tokenizer.id(SpecialToken.EOS)).hasValue(102);
            assertThat(tokenizer.padId()).isEqualTo(103);
            assertThat(tokenizer.json()).isEqualTo(BundledTokenizer.bytes());
            assertThat(new String(tokenizer.configJson(512, null), UTF_8)).contains("256");
        }
    }

    @Test
    void aConfigurationIsMadeWhereThereWasNone() {
        assertThat(new String(BUNDLED.configJson(512, null), UTF_8))
                .contains("\"model_max_length\" : 512", "\"cls_token\" : \"[CLS]\"", "\"token_type_ids\"");
        assertThat(new String(BYTE_LEVEL.configJson(512, null), UTF_8)).doesNotContain("token_type_ids");
    }

    @Test
    void aPlaceholderLengthIsNoLength() {
        byte[] config = "{\"model_max_length\": 1000000000000000019884624838656}".getBytes(UTF_8);
        assertThat(TokenizerSettings.read(config).modelMaxLength()).isEmpty();
    }

    @Test
    void threadsGetTheSameIdsAsOne() {
        List<int[]> alone = GOLDEN.texts().stream().map(BUNDLED::encode).toList();
        List<int[]> together = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> BUNDLED.encode(GOLDEN.texts().get(i % alone.size())))
                .toList();
        for (int i = 0; i < together.size(); i++) {
            assertThat(Arrays.equals(together.get(i), alone.get(i % alone.size())))
                    .isTrue();
        }
    }

    @Test
    void aClosedTokenizerSaysSo() {
        Tokenizer tokenizer = Tokenizer.of(Golden.bytes("toy-unigram.json"));
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a")).hasMessageContaining("this tokenizer is closed");
    }

    @Test
    void oneOfSeveralHoldersIsOpenUntilEachHasClosedIt() {
        Tokenizer tokenizer = Tokenizer.of(Golden.bytes("toy-unigram.json"));
        assertThat(tokenizer.again()).isSameAs(tokenizer);
        tokenizer.close();
        assertThat(tokenizer.encode("a")).isNotEmpty();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a")).hasMessageContaining("this tokenizer is closed");
    }

    @Test
    void whatIsNoTokenizerIsRefused(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tokenizer of " + folder + ": found no tokenizer.json, and tokenizer_class");
        assertThatThrownBy(() -> Tokenizer.open(folder.resolve("tokenizer.json")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need the tokenizer.json of a fast tokenizer");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"a\": 1}");
        assertThatThrownBy(() -> Tokenizer.open(file)).hasMessageContaining("has no \"model\": found [a]");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> Tokenizer.open(file)).hasMessageContaining("is not JSON");
        Files.writeString(file, "{\"model\": {\"type\": \"Odd\", \"vocab\": {}}}");
        assertThatThrownBy(() -> Tokenizer.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot read tokenizer.json");
    }
}
