package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.preference.CandidateSet;
import merit.preference.Fingerprint;
import merit.preference.Pairing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files to which a model's scores were added, read again. */
class ScoredFileTest {
    private static final String PAIR = "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\"";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"scored.jsonl", "scored.csv", "scored.parquet"})
    void equalScoresOfAModelAreNoTieOfTheLabels(String name) throws IOException {
        Path file = scored(name, write(PAIR + "}"), 0.5);

        assertThat(PreferenceFiles.read(file).pairs()).hasSize(1);
        assertThat(sets(file).get(0).pairs()).hasSize(1);
    }

    @Test
    void scoresThatAnotherProgramWroteAreNoRatingsWhereScoresAreRead() throws IOException {
        Path file = write(PAIR + ", \"chosen_score\": 2, \"rejected_score\": 2}");

        assertThat(sets(file).get(0).pairs()).hasSize(1);
    }

    @Test
    void ratingsOfARowThatWasScoredTwiceStayThePeoples() throws IOException {
        Path alike = write(PAIR + ", \"chosen_score\": 7, \"rejected_score\": 7}");
        Path twice = scored("b.jsonl", scored("a.jsonl", alike, 1), 2);
        assertThat(PreferenceFiles.read(twice).report().ties()).isOne();
        assertThat(sets(twice).get(0).pairs()).isEmpty();

        Path unrated = scored("b.jsonl", scored("a.jsonl", write(PAIR + "}"), 1), 2);
        assertThat(PreferenceFiles.read(unrated).report().ties()).isZero();
    }

    @Test
    void ratingsUnderOtherNamesCountInAScoredRowToo() throws IOException {
        Path alike = write(PAIR + ", \"score_chosen\": 7, \"score_rejected\": 7}");

        assertThat(PreferenceFiles.read(scored("a.jsonl", alike, 1)).report().ties())
                .isOne();
    }

    @Test
    void candidatesAreRatedByWhatTheyCameWith() throws IOException {
        Path file = scored("a.jsonl", Fixture.path("candidates.jsonl"), 1);

        assertThat(Fingerprint.of(sets(file)))
                .isEqualTo(Fixture.read("candidates.jsonl").fingerprint());
    }

    private Path write(String line) throws IOException {
        return Files.writeString(folder.resolve("in.jsonl"), line + "\n");
    }

    /** The rows with this score for every answer. */
    private Path scored(String name, Path rows, double score) {
        Path file = folder.resolve(name);
        try (RowStream stream = PreferenceFiles.open(rows.toString(), ReadOptions.DEFAULT);
                RowWriter writer = RowWriter.open(file.toString())) {
            stream.forEachRemaining(row -> writer.write(row.withScores(
                    row.conversations().stream().map(answer -> score).toList())));
            writer.finish();
        }
        return file;
    }

    private static List<CandidateSet> sets(Path file) {
        List<CandidateSet> sets = new ArrayList<>();
        try (RowStream stream = PreferenceFiles.open(file.toString(), ReadOptions.DEFAULT)) {
            stream.forEachRemaining(row -> sets.addAll(row.unscored(Pairing.ALL)));
        }
        return sets;
    }
}
