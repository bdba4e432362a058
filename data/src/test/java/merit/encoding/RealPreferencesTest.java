package merit.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.tokenizer.BundledTokenizer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** On HH-RLHF's pairs, where the folder of shared data is there; skipped where it is not. Prints what it finds. */
class RealPreferencesTest {
    private static final Path FOLDER = Path.of("..", "..", "shared", "data");

    @Test
    void cuttingTheEndAt128TokensMakesAboutAThirdOfPairsIdentical() {
        TruncationAudit audit =
                TruncationAudit.of(read("hh-helpful.jsonl.gz"), BundledTokenizer.get(), PromptTemplate.PAIR, 128);
        print(audit.toString());
        double right = (double) audit.side(Truncation.RIGHT).identical() / audit.pairs();
        double prompt = (double) audit.side(Truncation.PROMPT).identical() / audit.pairs();
        assertThat(right).isBetween(0.25, 0.45);
        assertThat(prompt).isLessThan(0.01);
    }

    @Test
    void rowsPackedByLengthAreHardlyPadded() {
        RowEncoder encoder = new RowEncoder(BundledTokenizer.get(), EncodingConfig.pair(512));
        List<CandidateSet> sets = read("hh-helpful.jsonl.gz").subList(0, 640);
        List<Conversation> conversations = sets.stream()
                .flatMap(set ->
                        set.candidates().stream().map(candidate -> set.prompt().answered(candidate.response())))
                .toList();
        long start = System.nanoTime();
        List<TokenRow> rows = encoder.encodeAll(conversations);
        double seconds = (System.nanoTime() - start) / 1e9;
        int[] lengths = rows.stream().mapToInt(TokenRow::length).toArray();
        double packed = PaddedTokens.overReal(lengths, BatchPlan.pack(lengths, 16384));
        double steps = 0;
        int counted = 0;
        for (int from = 0; from + 64 <= lengths.length; from += 64) {
            int[] step = Arrays.copyOfRange(lengths, from, from + 64);
            steps += PaddedTokens.overReal(step, BatchPlan.pack(step, 16384));
            counted++;
        }
        print(String.format(
                Locale.ROOT,
                "%d rows, %.0f rows/s; padded to real: all %.4f, in steps of 32 pairs %.4f",
                rows.size(),
                rows.size() / seconds,
                packed,
                steps / counted));
        assertThat(packed).isLessThan(1.02);
        assertThat(steps / counted).isLessThan(1.15);
    }

    @SuppressWarnings("SystemOut") // what was found is worth reading in the test's output
    private static void print(String line) {
        System.out.println(line);
    }

    private static List<CandidateSet> read(String name) {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), () -> "no shared data: found no " + file);
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            return lines.lines()
                    .map(line -> {
                        JsonNode row = json.readTree(line);
                        return PreferencePair.of(
                                        row.path("prompt").asString(),
                                        row.path("chosen").asString(),
                                        row.path("rejected").asString())
                                .set();
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
