package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RankVerbTest {
    @TempDir
    private Path folder;

    private final TrainedRun run = TrainedRun.get();

    @Test
    void rankingPutsTheHighestScoreFirst() {
        Session session = Session.run(
                "rank", run.folder().toString(), "--data", run.rated().toString(), "--top", "2");
        assertThat(session.code()).as(session.err()).isZero();
        session.out().lines().forEach(line -> {
            JsonNode ranked = Json.MAPPER.readTree(line).path("ranked");
            assertThat(ranked.size()).isEqualTo(2);
            assertThat(ranked.get(0).path("score").asDouble())
                    .isGreaterThanOrEqualTo(ranked.get(1).path("score").asDouble());
        });
    }

    @Test
    void answersInRowsOfTheirOwnAreRankedByPrompt() throws IOException {
        String rows = "{\"prompt\": \"p\", \"response\": \"one\"}\n{\"prompt\": \"q\", \"response\": \"two\"}\n"
                + "{\"prompt\": \"p\", \"response\": \"three\"}\n";
        Path file = Files.writeString(folder.resolve("rows.jsonl"), rows);
        Session session = Session.run("rank", run.folder().toString(), "--data", file.toString());
        assertThat(session.out().lines()).hasSize(2);
        assertThat(Json.MAPPER
                        .readTree(session.out().lines().findFirst().orElseThrow())
                        .path("ranked")
                        .size())
                .isEqualTo(2);
    }
}
