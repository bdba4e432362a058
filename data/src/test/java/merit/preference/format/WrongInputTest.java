package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import merit.preference.PreferenceData;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongInputTest {
    private static final String GOOD = "{\"prompt\":\"p\",\"chosen\":\"a\",\"rejected\":\"b\"}\n";

    @TempDir
    Path folder = Path.of("");

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private PreferenceData read(String name, String content) throws IOException {
        return PreferenceFiles.read(file(name, content.getBytes(StandardCharsets.UTF_8)));
    }

    private AbstractThrowableAssert<?, ?> wrong(String name, String content) {
        return assertThatThrownBy(() -> read(name, content)).isInstanceOf(DataFileException.class);
    }

    @Test
    void aLineThatIsNotJsonIsNamed() {
        wrong("a.jsonl", GOOD + "{\"prompt\": oops}\n").hasMessageContainingAll("a.jsonl, line 2: not JSON", "oops");
    }

    @Test
    void aMissingColumnIsNamedWithWhatWasFound() {
        wrong("a.jsonl", GOOD + "{\"prompt\":\"p\",\"chosen\":\"a\"}\n")
                .hasMessageContainingAll("a.jsonl, line 2: no \"rejected\". Found: prompt, chosen.", "say --format hh");
    }

    @Test
    void wholeDialoguesWithoutAPromptHintAtTheirFormat() {
        wrong("a.jsonl", "{\"chosen\":\"a\",\"rejected\":\"b\"}\n")
                .hasMessageContainingAll("no \"prompt\"", "--format hh");
    }

    @Test
    void keysOfNoFormatAreListed() {
        wrong("a.jsonl", "{\"question\":\"p\",\"answer\":\"a\"}\n")
                .hasMessageContainingAll("a.jsonl, line 1: no known format", "question, answer", "ultrafeedback");
    }

    @Test
    void aMixedFileIsNamedAtTheRowThatDiffers() {
        wrong("a.jsonl", GOOD + "\n{\"prompt\":\"p\",\"candidates\":[]}\n")
                .hasMessageContainingAll("a.jsonl, line 3: mixed formats", "rated candidates", "after pairs");
    }

    @Test
    void anEmptyFileIsRefused() {
        wrong("a.jsonl", "").hasMessageContaining("a.jsonl: empty: found no rows");
        wrong("b.jsonl", "\n\n").hasMessageContaining("b.jsonl: empty");
        wrong("c.json", "[]").hasMessageContaining("c.json: empty");
        wrong("d.csv", "prompt,chosen,rejected\n").hasMessageContaining("d.csv: empty");
    }

    @Test
    void anAnswerThatIsNotTextIsNamed() {
        wrong("a.jsonl", "{\"prompt\":\"p\",\"chosen\":7,\"rejected\":\"b\"}\n")
                .hasMessageContaining("a.jsonl, line 1: chosen: found the number 7, need text");
    }

    @Test
    void aMarginThatIsNotAFiniteNumberIsNamed() {
        wrong("a.jsonl", GOOD.replace("}", ",\"margin\":NaN}"))
                .hasMessageContaining("line 1: margin: found NaN, need a finite number");
        wrong("a.jsonl", GOOD.replace("}", ",\"margin\":\"big\"}"))
                .hasMessageContaining("line 1: margin: found \"big\", need a number");
    }

    @Test
    void anEmptyPromptIsDroppedAndCounted() throws IOException {
        PreferenceData data = read("a.jsonl", GOOD + GOOD.replace("\"p\"", "\" \""));

        assertThat(data.pairs()).hasSize(1);
        assertThat(data.report().dropped()).containsEntry("empty prompt", 1L);
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() throws IOException {
        byte[] bytes = (GOOD + GOOD.replace('a', '\u00e9')).getBytes(StandardCharsets.ISO_8859_1);
        Path lines = file("a.jsonl", bytes);
        Path csv = file("a.csv", "prompt,chosen,rejected\np,\u00e9,b\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PreferenceFiles.read(lines)).hasMessageContaining("a.jsonl, line 2: not UTF-8");
        assertThatThrownBy(() -> PreferenceFiles.read(csv)).hasMessageContaining("not UTF-8");
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsDoNotMatter() throws IOException {
        PreferenceData lines = read("a.jsonl", "\uFEFF" + GOOD.replace("\n", "\r\n"));
        PreferenceData array = read("a.json", "\uFEFF[" + GOOD + "]");
        PreferenceData csv = read("a.csv", "\uFEFFprompt,chosen,rejected\r\np,a,b\r\n");

        assertThat(lines.fingerprint()).isEqualTo(array.fingerprint()).isEqualTo(csv.fingerprint());
    }

    @Test
    void aTruncatedGzipIsNamed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(GOOD.repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        Path cut = file("a.jsonl.gz", Arrays.copyOf(packed.toByteArray(), packed.size() - 30));

        assertThatThrownBy(() -> PreferenceFiles.read(cut))
                .isInstanceOf(DataFileException.class)
                .hasMessageContainingAll("a.jsonl.gz, line", "ends too early");
    }

    @Test
    void aGzipThatIsNoneIsNamed() {
        wrong("a.jsonl.gz", GOOD).hasMessageContaining("a.jsonl.gz: found a file that is not gzipped");
    }

    @Test
    void anArrayThatDoesNotEndIsNamed() {
        wrong("a.json", "[" + GOOD).hasMessageContaining("a.json, line");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PreferenceFiles.read(folder.resolve("none.jsonl")))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("none.jsonl: no such file");
        assertThatThrownBy(() -> PreferenceFiles.read(folder.resolve("none.parquet")))
                .hasMessageContaining("none.parquet: no such file");
    }

    @Test
    void aNameThatSaysNothingIsRefused() {
        wrong("a.txt", GOOD).hasMessageContaining("need .jsonl, .json, .csv");
    }

    @Test
    void aCsvRowWithTooFewCellsIsNamed() {
        wrong("a.csv", "prompt,chosen,rejected\np,a,b\np,a\n")
                .hasMessageContaining(
                        "a.csv, line 3: found 2 cells, need 3, as in the first line: prompt, chosen, rejected");
    }

    @Test
    void plainTextUnderANameThatListsGoByIsText() throws IOException {
        PreferenceData data =
                read("a.csv", "prompt,chosen,rejected,context,answers\np,a,b,from a forum,\nq,a,b,,two\n");

        assertThat(data.sets().get(0).metadata()).containsExactly(Map.entry("context", "from a forum"));
        wrong("b.csv", "prompt,responses\np,\"[\"\"a\"\", oops]\"\n")
                .hasMessageContainingAll("b.csv, line 2: responses: not JSON", "oops");
    }

    @Test
    void messagesThatAnswerEachOtherInARingAreNamed() {
        String ring = "{\"message_id\": \"a\", \"parent_id\": \"b\", \"text\": \"t\", \"role\": \"assistant\"}\n"
                + "{\"message_id\": \"b\", \"parent_id\": \"a\", \"text\": \"t\", \"role\": \"prompter\"}\n";
        wrong("a.jsonl", ring)
                .hasMessageContaining("a.jsonl, line 1: parent_id: found messages that answer each other");
    }

    @Test
    void aFileThatCannotBeReadIsClosed() throws IOException {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(open), "open files are listed here on Linux alone");
        byte[] packed = {0x1f, (byte) 0x8b, 0, 0, 0, 0, 0, 0, 0, 0};
        for (Path file : List.of(
                file("a.csv", "prompt,prompt\n".getBytes(StandardCharsets.UTF_8)),
                file("a.json", "{oops".getBytes(StandardCharsets.UTF_8)),
                file("a.jsonl.gz", packed))) {
            assertThatThrownBy(() -> PreferenceFiles.read(file)).isInstanceOf(DataFileException.class);
            try (Stream<Path> files = Files.list(open)) {
                assertThat(files.filter(link -> leadsTo(link, file))).isEmpty();
            }
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void aFileThatIsNotParquetIsNamed() {
        wrong("a.parquet", GOOD).hasMessageContaining("a.parquet: not a Parquet file");
    }

    @Test
    void anAskedForFormatThatDoesNotFitSaysWhatItNeeds() throws IOException {
        Path lines = file("a.jsonl", GOOD.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(
                        () -> PreferenceFiles.read(lines.toString(), ReadOptions.DEFAULT.withFormat(Format.CANDIDATES)))
                .hasMessageContainingAll("a.jsonl, line 1: no \"candidates\"", "Rated candidates need");
    }
}
