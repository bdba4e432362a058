package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.format.ReadOptions;
import merit.preference.store.FileHashes;
import merit.preference.store.SetFile;
import merit.preference.store.SetReading;
import merit.preference.store.StoreProgress;
import merit.tokenizer.BundledTokenizer;
import merit.tokenizer.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private static final Tokenizer TOKENIZER = BundledTokenizer.get();
    private static final EncodingConfig SHORT = EncodingConfig.pair(12);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private SetFile sets;

    @BeforeEach
    void read() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int p = 0; p < 40; p++) {
            String answer = "because " + "and ".repeat(p % 7) + "so";
            lines.add("{\"prompt\": \"Why " + p + "?\", \"chosen\": \"" + answer + "\", \"rejected\": \"no [SEP]\"}");
        }
        String file = Files.write(folder.resolve("p.jsonl"), lines).toString();
        sets = new SetReading(
                        folder.resolve("cache"),
                        List.of(List.of(file)),
                        ReadOptions.DEFAULT,
                        FileHashes.of(List.of(file)))
                .open(StoreProgress.NONE);
    }

    private TokenFile tokens(RowEncoder encoder) throws IOException {
        return TokenFile.of(sets, encoder, StoreProgress.NONE);
    }

    @Test
    void everyRowIsTheEncodersOwn() throws IOException {
        for (PromptTemplate template : List.of(PromptTemplate.PAIR, PromptTemplate.PLAIN)) {
            RowEncoder encoder = new RowEncoder(TOKENIZER, SHORT.with(template));
            TokenFile tokens = tokens(encoder);
            long all = 0;
            for (int number = 0; number < sets.size(); number++) {
                CandidateSet set = sets.sets().get(number);
                int answer = sets.firstAnswer(number);
                for (Candidate candidate : set.candidates()) {
                    TokenRow row = encoder.encode(set.prompt().answered(candidate.response()));
                    TokenRow stored = tokens.row(answer++);
                    assertThat(stored).isEqualTo(row);
                    assertThat(stored.truncatedPromptTokens()).isEqualTo(row.truncatedPromptTokens());
                    assertThat(stored.truncatedResponseTokens()).isEqualTo(row.truncatedResponseTokens());
                    all += row.length();
                }
            }
            assertThat(tokens.size()).isEqualTo(80);
            assertThat(tokens.tokens()).isEqualTo(all);
        }
    }

    @Test
    void oneThatIsStoppedLeavesNothingAndTheNextMakesItWhole() throws IOException {
        RowEncoder encoder = new RowEncoder(TOKENIZER, SHORT);
        AtomicInteger asked = new AtomicInteger();
        List<Path> before = files();
        assertThatThrownBy(() -> TokenFile.of(sets, encoder, new StoreProgress() {
                    @Override
                    public void checkStopped() {
                        if (asked.incrementAndGet() > 10) {
                            throw new CancellationException();
                        }
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(files()).isEqualTo(before);
        assertThat(tokens(encoder).size()).isEqualTo(80);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void rowsHaveOneDigestWhereTheyAreEqual() throws IOException {
        TokenFile tokens = tokens(new RowEncoder(TOKENIZER, SHORT));
        for (int one = 0; one < tokens.size(); one++) {
            for (int other = 0; other < tokens.size(); other++) {
                assertThat(tokens.digest(one).equals(tokens.digest(other)))
                        .isEqualTo(tokens.row(one).equals(tokens.row(other)));
            }
        }
    }

    @Test
    void idsTakeAsManyBytesAsTheVocabularyNeeds() {
        assertThat(StoredRow.idBytes(30_522)).isEqualTo(2);
        assertThat(StoredRow.idBytes(65_537)).isEqualTo(3);
        TokenRow row = new TokenRow(new int[] {0, 1 << 23, 250_000, 65_535}, new int[] {0, 2, 0, 1}, 3, 4, 2);
        byte[] record = StoredRow.encode(row, 3);
        assertThat(record).hasSize(16 + 4 * 4 + 4 * 3 + 4);
        TokenRow back = StoredRow.decode(java.nio.ByteBuffer.wrap(record).order(java.nio.ByteOrder.LITTLE_ENDIAN), 3);
        assertThat(back).isEqualTo(row);
        assertThat(back.truncatedTokens()).isEqualTo(7);
    }

    @Test
    void aSecondUseTokenisesNothing() throws IOException {
        try (Tokenizer own = Tokenizer.of(TOKENIZER.json())) {
            RowEncoder encoder = new RowEncoder(own, SHORT);
            assertThat(tokens(encoder).isMade()).isTrue();
            own.close(); // whoever encodes with it now fails
            assertThat(tokens(encoder).isMade()).isFalse();
        }
    }

    @Test
    void anotherTemplateLengthTruncationOrTokenizerIsAnotherFile() throws IOException {
        List<RowEncoder> encoders = List.of(
                new RowEncoder(TOKENIZER, SHORT),
                new RowEncoder(TOKENIZER, SHORT.with(PromptTemplate.PLAIN)),
                new RowEncoder(TOKENIZER, SHORT.with(PromptTemplate.of("{prompt} = {response}"))),
                new RowEncoder(TOKENIZER, SHORT.with(PromptTemplate.of("{prompt} - {response}"))),
                new RowEncoder(TOKENIZER, EncodingConfig.pair(13)),
                new RowEncoder(TOKENIZER, new EncodingConfig(PromptTemplate.PAIR, 12, Truncation.RIGHT)),
                new RowEncoder(TOKENIZER.withPadding("[MORE]"), SHORT));
        for (RowEncoder encoder : encoders) {
            assertThat(tokens(encoder).isMade()).isTrue();
        }
        for (RowEncoder encoder : encoders) {
            assertThat(tokens(encoder).isMade()).isFalse();
        }
    }

    @Test
    void aFileThatWasAlteredIsMadeAnew() throws IOException {
        RowEncoder encoder = new RowEncoder(TOKENIZER, SHORT);
        TokenFile first = tokens(encoder);
        byte[] whole = Files.readAllBytes(first.path());
        byte[] other = whole.clone();
        other[whole.length / 2] ^= 1;
        Files.delete(first.path());
        Files.write(first.path(), other);
        List<String> said = new ArrayList<>();
        StoreProgress progress = new StoreProgress() {
            @Override
            public void unusable(Path file, String found) {
                said.add(found);
            }
        };
        assertThat(TokenFile.of(sets, encoder, progress).isMade()).isTrue();
        assertThat(said).containsExactly("bytes that were altered");
        assertThat(first.path()).hasBinaryContent(whole);
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files).hasSize(2);
        }
    }
}
