package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter with another base than its own, or none. */
class AdapterBaseTest {
    @TempDir
    Path folder;

    @Test
    void aBaseWithOtherWeightsIsRefusedByTheGoldenScores() throws IOException {
        AdaptedModelTest.save(folder);
        try (RewardModel model = AdaptedModelTest.adapted(RewardModelFolder.open(folder.resolve("run")), false)) {
            RewardModelFolder.save(model, folder.resolve("other"));
        }
        assertThatThrownBy(() -> RewardModelScorer.open(
                        folder.resolve("run/adapter"), new ScoringOptions(null, null, folder.resolve("other") + "")))
                .hasMessageContaining("scores have drifted")
                .hasMessageContaining(folder.resolve("other") + " is not the base that the adapter was trained on");
    }

    @Test
    void aBaseOfAnotherShapeIsRefusedWithWhatDoesNotFit() throws IOException {
        Path llama = TinyDecoder.write(folder.resolve("llama"), "llama", "");
        try (RewardModel model = AdaptedModelTest.adapted(TinyDecoder.model(llama), false)) {
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        Path bert = TinyBert.write(folder.resolve("bert"));
        assertThatThrownBy(() -> RewardModelScorer.open(
                        folder.resolve("run/adapter"), new ScoringOptions(null, null, bert.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "this adapter, which was made for \"" + llama + "\", does not fit a bert of 2 layers");
    }

    @Test
    void aBaseThatIsNotThereIsAskedFor() throws IOException {
        AdaptedModelTest.save(folder);
        StagedFolder.delete(folder.resolve("base"));
        assertThatThrownBy(() -> RewardModelFolder.open(folder.resolve("run/adapter")))
                .hasMessageContaining("its base cannot be opened: model: found no folder")
                .hasMessageEndingWith("say where it is: merit score --model BASE, merit merge BASE");
    }
}
