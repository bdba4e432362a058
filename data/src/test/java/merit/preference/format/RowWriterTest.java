package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.preference.PreferenceData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RowWriterTest {
    private static final List<String> FIXTURES = Stream.of(
                    ("pair candidates hh messages ultrafeedback helpsteer helpsteer2-preference helpsteer3-preference"
                                    + " oasst-messages ranked")
                            .split(" ", -1))
            .map(name -> name + ".jsonl")
            .toList();

    @TempDir
    Path folder = Path.of("");

    private static List<ObjectNode> rows(Path file) {
        List<ObjectNode> rows = new ArrayList<>();
        try (RowStream stream = PreferenceFiles.open(file.toString(), ReadOptions.DEFAULT)) {
            stream.forEachRemaining(row -> rows.add(row.json()));
        }
        return rows;
    }

    private Path write(String name, List<ObjectNode> rows) {
        Path file = folder.resolve(name);
        try (RowWriter writer = RowWriter.open(file.toString())) {
            rows.forEach(writer::write);
            writer.finish();
        }
        return file;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.jsonl.gz", "a.json", "a.json.gz", "a.csv", "a.csv.gz", "a.parquet"})
    void whatIsWrittenIsReadBack(String name) throws IOException {
        for (String fixture : FIXTURES) {
            PreferenceData before = Fixture.read(fixture);

            PreferenceData after = PreferenceFiles.read(write(name, rows(Fixture.path(fixture))));

            assertThat(after.fingerprint()).as(fixture).isEqualTo(before.fingerprint());
            assertThat(names()).containsExactly(name);
        }
    }

    @Test
    void jsonLinesAreWrittenBackDigitByDigit() throws IOException {
        Path source = folder.resolve("in.jsonl");
        String line =
                "{\"prompt\":\"p\",\"response\":\"r\",\"a\":1.50,\"b\":12345678901234567890,\"c\":null,\"d\":[]}\n";
        Files.writeString(source, line);

        assertThat(write("out.jsonl", rows(source))).hasContent(line.strip());
    }

    @Test
    void textsThatLookLikeDatesOrNumbersStayTextsInParquet() throws IOException {
        Path source = folder.resolve("in.jsonl");
        Files.writeString(source, "{\"prompt\":\"2026-11-21\",\"response\":\"00:17\",\"id\":\"007\"}\n");

        assertThat(rows(write("out.parquet", rows(source)))).isEqualTo(rows(source));
    }

    @Test
    void aWriterThatIsNotFinishedLeavesTheOldFileAndNothingElse() throws IOException {
        for (String name : List.of("a.jsonl", "a.csv", "a.parquet")) {
            Path file = folder.resolve(name);
            Files.writeString(file, "old");
            try (RowWriter writer = RowWriter.open(file.toString())) {
                writer.write(rows(Fixture.path("response.jsonl")).get(0));
            }
            assertThat(file).hasContent("old");
        }
        assertThat(names()).hasSize(3);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneClearMessage() {
        assertThatThrownBy(() -> {
                    try (RowWriter writer = RowWriter.open("/proc/none/a.jsonl")) {
                        writer.finish();
                    }
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/proc/none/a.jsonl: cannot be written");
    }

    @Test
    void pairsAndCandidatesAreWrittenInTheFormsThatAreReadBack() {
        for (String fixture : List.of("pair.jsonl", "hh.jsonl", "messages.jsonl", "candidates.jsonl")) {
            PreferenceData before = Fixture.read(fixture);
            List<ObjectNode> rows = new ArrayList<>();
            before.sets().forEach(set -> rows.addAll(PreferenceRows.of(set)));

            PreferenceData after = PreferenceFiles.read(write("again.jsonl", rows));

            assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pair.jsonl, given_chosen_score given_rejected_score chosen_score rejected_score",
        "hh.jsonl, given_chosen_score given_rejected_score chosen_score rejected_score",
        "messages.jsonl, given_chosen_score given_rejected_score chosen_score rejected_score",
        "response.jsonl, score",
        "helpsteer.jsonl, score",
        "helpsteer2-preference.jsonl, response_1_score response_2_score",
        "ranked.jsonl, scores"
    })
    void aScoredRowIsTheRowWithItsScoresAdded(String fixture, String added) {
        SourceRow row = first(fixture);

        ObjectNode scored = row.withScores(scores(row));

        assertThat(List.copyOf(scored.propertyNames()))
                .startsWith(row.json().propertyNames().toArray(String[]::new))
                .endsWith(added.split(" "));
        scored.remove(List.of(added.split(" ")));
        assertThat(scored).isEqualTo(row.json());
    }

    @Test
    void aTextGetsItsScoreAndAllOutputsOfAModelThatHasSeveral() throws IOException {
        Path file = Files.writeString(
                folder.resolve("texts.jsonl"),
                "{\"text\": \"a\", \"pair\": \"b\", \"scores\": 7}\n{\"text\": \"c\"}\n");
        try (RowStream rows = PreferenceFiles.open(file.toString(), ReadOptions.DEFAULT)) {
            SourceRow row = rows.next();
            assertThat(row.texts()).containsExactly(new StandingText("a", "b"));
            assertThat(row.withScores(List.of(1.5), List.of(List.of(1.5, -2.0))).toString())
                    .isEqualTo(
                            "{\"text\":\"a\",\"pair\":\"b\",\"given_scores\":7,\"score\":1.5,\"scores\":[1.5,-2.0]}");
            assertThat(rows.next().texts()).containsExactly(new StandingText("c", null));
        }
        assertThatThrownBy(() -> PreferenceFiles.read(file))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("found rows of text, which hold no preference");
    }

    @Test
    void theRatingsThatARowCameWithStandBesideTheScores() {
        SourceRow row = first("candidates.jsonl");

        ObjectNode scored = row.withScores(scores(row));

        assertThat(scored.path("candidates").path(1).toString())
                .isEqualTo("{\"response\":\"Cats.\",\"given_score\":2.5,\"score\":1.0}");
        assertThat(PreferenceFiles.read(write("again.jsonl", List.of(scored))).fingerprint())
                .isEqualTo(Fixture.read("candidates.jsonl").fingerprint());
    }

    @Test
    void eachRankedReplyOfATreeGetsItsScore() {
        SourceRow row = first("oasst.jsonl");

        ObjectNode scored = row.withScores(scores(row));

        assertThat(scored.at("/prompt/replies/1/score").doubleValue()).isEqualTo(1.0);
        assertThat(scored.at("/prompt/replies/0/replies/0/replies/1/score").doubleValue())
                .isEqualTo(3.0);
        assertThat(row.withRanking(scores(row), 1).path("ranked")).hasSize(2);
    }

    @Test
    void theRankingIsBestFirstAndNoLongerThanAskedFor() {
        SourceRow row = first("ranked.jsonl");

        assertThat(row.withRanking(List.of(1.0, 3.0, 3.0), 2).path("ranked").toString())
                .isEqualTo("[{\"rank\":1,\"index\":1,\"score\":3.0,\"response\":\"Spring.\"},"
                        + "{\"rank\":2,\"index\":2,\"score\":3.0,\"response\":\"None.\"}]");
    }

    @Test
    void messagesOfATreeCannotBeScoredRowByRow() {
        SourceRow row = first("oasst-messages.jsonl");

        assertThatThrownBy(() -> row.withScores(List.of()))
                .isInstanceOf(DataFileException.class)
                .hasMessageContaining("line 1: found Open Assistant messages");
    }

    @Test
    void standardInputAndOutputAreJsonLines() throws IOException {
        InputStream inputBefore = System.in;
        PrintStream outputBefore = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        String lines = Files.readString(Fixture.path("response.jsonl"));
        try (RowWriter writer = standardOutput(written)) {
            System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
            rows(Path.of("-")).forEach(writer::write);
            writer.finish();
        } finally {
            System.setIn(inputBefore);
            System.setOut(outputBefore);
        }

        assertThat(written.toString(StandardCharsets.UTF_8).replace(" ", "")).isEqualTo(lines.replace(" ", ""));
    }

    private static RowWriter standardOutput(OutputStream bytes) {
        System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        return RowWriter.open("-");
    }

    private static SourceRow first(String fixture) {
        try (RowStream stream = PreferenceFiles.open(Fixture.path(fixture).toString(), ReadOptions.DEFAULT)) {
            return stream.next();
        }
    }

    /** 0, 1, 2, ... */
    private static List<Double> scores(SourceRow row) {
        List<Double> scores = new ArrayList<>();
        row.conversations().forEach(conversation -> scores.add((double) scores.size()));
        return scores;
    }
}
