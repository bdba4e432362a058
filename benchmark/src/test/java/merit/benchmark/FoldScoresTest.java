package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.evaluation.metric.ScoredPair;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldScoresTest {
    @TempDir
    Path folder;

    @Test
    void writtenScoresAreReadBackInTheOrderOfThePairs() throws IOException {
        List<PreferencePair> pairs = List.of(pair("a"), pair("b"));
        List<ScoredPair> scored =
                List.of(FoldScores.scoredPair(pairs.get(0), 1.5, -2), FoldScores.scoredPair(pairs.get(1), 0.25, 3));
        Path file = folder.resolve("fold-0.json");

        FoldScores.of(pairs, scored, new FoldScores.Cost(7, 13)).write(file, Map.of("seed", 42));

        assertThat(FoldScores.read(file).of(List.of(pairs.get(1), pairs.get(0))))
                .containsExactly(scored.get(1), scored.get(0));
        assertThat(FoldScores.read(file).cost()).isEqualTo(new FoldScores.Cost(7, 13));
        assertThat(FoldScores.isOf(file, Map.of("seed", 42), Map.of("seed", 43)))
                .isTrue();
        assertThat(FoldScores.isOf(file, Map.of("seed", 43), Map.of("seed", 43)))
                .isFalse();
    }

    @Test
    void aSettingThatIsNewerThanTheFileWasAtItsDefault() throws IOException {
        Path file =
                Files.writeString(folder.resolve("fold-0.json"), "{\"settings\": {\"seed\": 42, \"rate\": 5.0E-5}}");
        Map<String, Object> defaults = Map.of("seed", 1, "rate", 1e-3, "lora", false);

        assertThat(FoldScores.isOf(file, Map.of("seed", 42, "rate", 5e-5, "lora", false), defaults))
                .isTrue();
        assertThat(FoldScores.isOf(file, Map.of("seed", 42, "rate", 5e-5, "lora", true), defaults))
                .isFalse();
        assertThat(FoldScores.isOf(file, Map.of("seed", 42, "rate", 5e-5), Map.of()))
                .isTrue();
        assertThat(FoldScores.isOf(Files.writeString(file, "{\"pairs\": []}"), defaults, defaults))
                .isFalse();
    }

    @Test
    void scoresOfAnotherSplitAreRefused() {
        FoldScores scores = new FoldScores(Map.of("a", new FoldScores.Sides(1, 0)), FoldScores.Cost.NONE);

        assertThatThrownBy(() -> scores.of(List.of(pair("b")))).hasMessageContaining("no score for pair b");
    }

    @Test
    void aFileWithoutScoresIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("fold-0.json"), "{}");

        assertThatThrownBy(() -> FoldScores.read(file)).hasMessageContaining("found no \"pairs\" with scores");
    }

    private static PreferencePair pair(String id) {
        return PreferencePair.of(
                Conversation.ofPrompt("prompt " + id), "yes", "no", null, Map.of("id", id), Origin.MEMORY);
    }
}
