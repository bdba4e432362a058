package merit.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.ObjectMapper;

/** Folders without {@code tokenizer.json}, against transformers: see {@code witness/vocabulary_golden.py}. */
class TokenizerFolderTest {
    private static final Expected GOLDEN =
            new ObjectMapper().readValue(Golden.bytes("folders/golden.json"), Expected.class);

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Expected(List<String> texts, int[][] pairOf, Map<String, Ids> folders) {}

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    record Ids(int[][] standing, Golden.Pair[] pairs) {}

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-cased",
                "bert-uncased",
                "deberta-v2",
                "deberta-v3",
                "distilbert",
                "electra",
                "flan-t5",
                "gemma",
                "gpt-neo",
                "gpt2",
                "llama",
                "llama-legacy",
                "llama-unigram",
                "qwen2",
                "roberta",
                "roberta-named",
                "t5",
                "xlm-roberta"
            })
    @Tag("golden")
    void olderFilesGiveTheIdsOfTransformers(String name) throws IOException, URISyntaxException {
        Ids expected = Objects.requireNonNull(GOLDEN.folders().get(name), name);
        try (Tokenizer tokenizer = Tokenizer.open(resource(name))) {
            for (int i = 0; i < GOLDEN.texts().size(); i++) {
                String text = GOLDEN.texts().get(i);
                assertThat(tokenizer.encodeStanding(text, null, true).ids())
                        .as(text)
                        .isEqualTo(expected.standing()[i]);
            }
            for (int i = 0; i < GOLDEN.pairOf().length; i++) {
                String first = GOLDEN.texts().get(GOLDEN.pairOf()[i][0]);
                String second = GOLDEN.texts().get(GOLDEN.pairOf()[i][1]);
                StandingTokens pair = tokenizer.encodeStanding(first, second, true);
                assertThat(pair.ids()).as(first + " | " + second).isEqualTo(expected.pairs()[i].ids());
                assertThat(pair.segments()).as(first + " | " + second).isEqualTo(expected.pairs()[i].segments());
            }
        }
    }

    @Test
    void everyFolderOfTheWitnessIsRead() throws IOException, URISyntaxException {
        for (String name : GOLDEN.folders().keySet()) {
            try (Tokenizer tokenizer = Tokenizer.open(resource(name))) {
                int[] ids = tokenizer.encode("the </s> [SEP] <|endoftext|> <eos>");
                assertThat(Arrays.stream(ids).boxed())
                        .as(name)
                        .doesNotContain(tokenizer.id(SpecialToken.EOS).orElse(-1))
                        .doesNotContain(tokenizer.id(SpecialToken.SEP).orElse(-1));
            }
        }
    }

    @Test
    void whatIsSavedBesideAModelReadsTheSame() throws IOException, URISyntaxException {
        try (Tokenizer tokenizer = Tokenizer.open(resource("deberta-v3"))) {
            Files.write(folder.resolve("tokenizer.json"), tokenizer.json());
            Files.write(folder.resolve("tokenizer_config.json"), tokenizer.configJson(512, null));
            try (Tokenizer again = Tokenizer.open(folder)) {
                assertThat(again.json()).isEqualTo(tokenizer.json());
                assertThat(again.id(SpecialToken.MASK)).isEqualTo(tokenizer.id(SpecialToken.MASK));
                assertThat(new String(again.configJson(512, null), UTF_8))
                        .contains("DebertaV2Tokenizer", "token_type_ids");
            }
        }
    }

    @Test
    void rolesAreThoseOfTheFamily() throws IOException, URISyntaxException {
        try (Tokenizer gemma = Tokenizer.open(resource("gemma"));
                Tokenizer gpt = Tokenizer.open(resource("gpt2"))) {
            assertThat(gemma.id(SpecialToken.BOS)).hasValue(2);
            assertThat(gemma.id(SpecialToken.EOS)).hasValue(1);
            assertThat(gemma.controlTokens()).containsKey("<start_of_turn>").doesNotContainKey("\n\n");
            assertThat(gpt.id(SpecialToken.BOS)).isEqualTo(gpt.id(SpecialToken.EOS));
            assertThat(gpt.id(SpecialToken.PAD)).isEmpty();
        }
    }

    @Test
    void aTokenizerThatIsNotKnownIsRefusedByItsNames() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"mamba\"}");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"MambaTokenizerFast\"}");
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "tokenizer of " + folder + ": found no tokenizer.json, and tokenizer_class"
                                + " \"MambaTokenizerFast\" with model_type \"mamba\", need tokenizer.json, or one of BertTokenizer,")
                .hasMessageEndingWith("; save the tokenizer again with save_pretrained");
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws IOException, URISyntaxException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"roberta\"}");
        Files.copy(resource("roberta").resolve("vocab.json"), folder.resolve("vocab.json"));
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .hasMessage("tokenizer of " + folder + ": found neither tokenizer.json nor merges.txt, need one or the"
                        + " other for a RobertaTokenizer; save the tokenizer again with save_pretrained");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b c\n");
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .hasMessage(folder.resolve("merges.txt") + ": not a tokenizer's file: it holds the line \"a b c\","
                        + " need two pieces a line; download or save the tokenizer again");
    }

    @Test
    void aTruncatedSentencePieceModelIsRefused() throws IOException, URISyntaxException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"t5\"}");
        byte[] whole = Files.readAllBytes(resource("t5").resolve("spiece.model"));
        Files.write(folder.resolve("spiece.model"), Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("spiece.model") + ": not a tokenizer's file: it is no"
                        + " SentencePiece model (")
                .hasMessageEndingWith("; download or save the tokenizer again");
    }

    @Test
    void anAddedTokenWithAnotherIdThanItsPlaceIsRefused() throws IOException, URISyntaxException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Files.copy(resource("bert-cased").resolve("vocab.txt"), folder.resolve("vocab.txt"));
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<tok1>\": 300}");
        assertThatThrownBy(() -> TokenizerFolder.read(folder))
                .hasMessage(
                        "tokenizer of " + folder + ": the added token \"<tok1>\" has id 300 in the tokenizer's files,"
                                + " need 275 after a vocabulary of 275; restore the files that belong together");
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TokenizerFolderTest.class.getResource("folders/" + name))
                .toURI());
    }
}
