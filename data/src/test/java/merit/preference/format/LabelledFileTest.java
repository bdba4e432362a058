package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.preference.Judgement;
import merit.preference.PreferenceData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFileTest {
    private static final String PAIR = "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\"}\n";
    private static final String HONEST =
            "{\"prompt\": \"q\", \"chosen\": \"a\", \"rejected\": \"b\", \"objective\": \"honest\"}\n";

    @TempDir
    Path folder = Path.of("");

    @Test
    void theNameBeforeAFileIsWhatItsRowsAreJudgedBy() throws IOException {
        Path helpful = Files.writeString(folder.resolve("a.jsonl"), PAIR + HONEST);
        Path plain = Files.writeString(folder.resolve("b.jsonl"), PAIR);
        PreferenceData data =
                PreferenceFiles.read(List.of("helpful=" + helpful, plain.toString()), ReadOptions.DEFAULT);
        assertThat(data.pairs())
                .extracting(pair -> pair.judgement().objective())
                .containsExactly("helpful", "honest", Judgement.OVERALL);
        assertThat(data.report().files()).containsExactly(helpful.toString(), plain.toString());
    }

    @Test
    void aRowOfAPairSaysWhatWasJudgedAndKeepsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("c.jsonl"), HONEST);
        PreferenceData data = PreferenceFiles.read(file);
        assertThat(data.pairs().get(0).judgement().objective()).isEqualTo("honest");
        assertThat(PreferenceRows.pair(data.pairs().get(0)).toString()).contains("\"objective\":\"honest\"");
    }

    @Test
    void aFileWhoseNameHasAnEqualsSignIsThatFile() throws IOException {
        Path odd = Files.writeString(folder.resolve("x=y.jsonl"), PAIR);
        assertThat(LabelledFile.of(odd.toString())).isEqualTo(new LabelledFile(null, odd.toString()));
        assertThat(LabelledFile.of("helpful=-")).isEqualTo(new LabelledFile("helpful", "-"));
        assertThat(LabelledFile.of("-")).isEqualTo(new LabelledFile(null, "-"));
    }
}
