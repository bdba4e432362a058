package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.scoring.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class GuardVerbTest {
    @TempDir
    private Path folder;

    @Test
    void aThresholdIsFittedOnOneFileAndMeasuredOnAnother() throws IOException {
        Path fit = scored("fit.jsonl", 200, 0);
        Path check = scored("check.jsonl", 100, 0.25);
        Path out = folder.resolve("guard.json");
        Session session = Session.run(
                "guard",
                "--scored",
                "--data",
                fit.toString(),
                "--check",
                check.toString(),
                "--false-blocks",
                "0.05",
                "--out",
                out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out())
                .contains("Guard    blocks answers with a reward below 0.0450, fitted on 200 good answers")
                .contains("of 100 good answers")
                .contains("Saved    " + out);
        JsonNode stored = Json.MAPPER.readTree(Files.readString(out));
        // Of 200 good answers with rewards 0, 0.005, ..., the tenth lowest: floor(0.05 * 201) = 10.
        assertThat(Guard.read(out)).isEqualTo(new Guard(0.045, 0.05, 200));
        assertThat(stored.at("/checked/misses/value").asDouble()).isZero();
    }

    @Test
    void aRunKeepsItsOwnThreshold() throws IOException {
        TrainedRun run = TrainedRun.get();
        Path out = folder.resolve("kept/guard.json");
        Session session = Session.run(
                "guard",
                run.folder().toString(),
                "--data",
                run.pairs().toString(),
                "--false-blocks",
                "0.3",
                "--json",
                "--out",
                out.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(Json.MAPPER.readTree(session.out()).path("threshold").isNumber())
                .isTrue();
        assertThat(out).isNotEmptyFile();
    }

    @Test
    void aShareThatIsNoneIsRefusedBeforeAnythingIsRead() throws IOException {
        for (String share : List.of("0", "-0.5", "1.5", "few")) {
            Session session = Session.run("guard", "--scored", "--data", "none.jsonl", "--false-blocks", share);
            assertThat(session.code()).isEqualTo(2);
            assertThat(session.err())
                    .startsWith("Invalid value for option '--false-blocks'")
                    .contains("found " + share + ", need a share between 0 and 1");
        }
        Path file = Files.writeString(folder.resolve("run.yaml"), "data: none.jsonl\nlevel: 95\n");
        Session session = Session.run("guard", "--scored", "--config", file.toString());
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith(file + ", line 2: ").contains("found 95, need a share between 0 and 1");
    }

    @Test
    void eitherARunOrScoresAreNeeded() {
        Session session = Session.run("guard", "--data", "pairs.jsonl");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("give a RUN to score with");
    }

    /** Good answers with rewards from {@code least}, a two hundredth apart, bad ones with -1. */
    private Path scored(String name, int pairs, double least) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int k = 0; k < pairs; k++) {
            rows.append("{\"prompt\": \"Question ")
                    .append(k)
                    .append("\", \"chosen\": \"a\", \"rejected\": \"b\", \"chosen_score\": ")
                    .append(least + k / 200.0)
                    .append(", \"rejected_score\": -1}\n");
        }
        return Files.writeString(folder.resolve(name), rows);
    }
}
