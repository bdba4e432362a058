package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import merit.preference.DataReport;
import merit.preference.PreferenceData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real data that lies beside the project ({@code shared/data}); skipped, visibly, where it does not. */
class PublishedDataTest {
    private static PreferenceData read(String name) {
        Path folder = folder();
        assumeTrue(folder != null, "no folder shared/data beside the project: real data is not read");
        return PreferenceFiles.read(folder.resolve(name));
    }

    private static @Nullable Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data"))) {
                return at.resolve("shared/data");
            }
        }
        return null;
    }

    @ParameterizedTest
    @CsvSource({
        "hh-helpful.jsonl.gz, 2339",
        "hh-harmless.jsonl.gz, 2303",
        "tldr-pairs.jsonl.gz, 10000",
        "dpo-en-demo.jsonl.gz, 295"
    })
    void everyRowOfAFileOfPairsIsAPair(String file, int rows) {
        PreferenceData data = read(file);

        assertThat(data.report().formats()).containsExactly("pair");
        assertThat(data.report().rows()).isEqualTo(rows);
        assertThat(data.pairs()).hasSize(rows);
        assertThat(data.report().droppedInAll()).isZero();
    }

    @Test
    void oneHundredAndThirtyFourUltraFeedbackRowsWithEqualRatingsAreTies() {
        PreferenceData data = read("ultrafeedback-sample.jsonl.gz");

        assertThat(data.report().rows()).isEqualTo(1193);
        assertThat(data.report().ties()).isEqualTo(134);
        assertThat(data.report().pairs()).isEqualTo(1059);
        assertThat(data.pairs())
                .hasSize(1059)
                .allSatisfy(pair -> assertThat(pair.margin()).isPositive());
    }

    @Test
    void ratedSummariesBecomeJudgementsWithMargins() {
        DataReport report = read("tldr-ratings.jsonl.gz").report();

        assertThat(report.formats()).containsExactly("candidates");
        assertThat(report.sets()).isEqualTo(413);
        assertThat(report.pairs()).isPositive();
    }

    @Test
    void fiveHundredAndEightyEightQuestionsHaveOnlyEqualSolutions() {
        PreferenceData data = read("gsm8k-candidates.jsonl.gz");

        assertThat(data.report().sets()).isEqualTo(1319);
        assertThat(data.sets()).allSatisfy(set -> assertThat(set.candidates()).hasSize(4));
        assertThat(data.sets().stream().filter(set -> set.pairs().isEmpty())).hasSize(588);
    }
}
