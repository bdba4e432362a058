package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.TokenRow;
import merit.scoring.ScoreInput;
import merit.tensor.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ObjectivesFolderTest {
    private static final Objectives THREE = new Objectives(
            List.of(
                    new Objectives.Part("accuracy", 0.5, 4.2, 1.5),
                    new Objectives.Part("coverage", -1, 3, 0.25),
                    new Objectives.Part("coherence", 0, 0.1, 2)),
            ObjectiveLoss.REGRESSION);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"FIRST", "MEAN", "POOLER", "LAST"})
    void allOutputsAndWhatTheyAreComeBack(Pooling pooling) throws IOException {
        try (RewardModel model = model(pooling)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
                assertThat(opened.objectives()).isEqualTo(THREE);
                assertClose(outputs(opened), outputs(model), 1e-6f);
            }
        }
    }

    /** What transformers computes of such a folder is held by the golden values of the families' own classifiers. */
    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"FIRST", "MEAN", "POOLER"})
    void theFolderIsAClassifierWhoseLabelsAreTheObjectives(Pooling pooling) throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = model(pooling)) {
            RewardModelFolder.save(model, run);
            JsonNode config = new ObjectMapper().readTree(Files.readString(run.resolve("config.json")));
            assertThat(config.path("id2label").toString())
                    .isEqualTo("{\"0\":\"accuracy\",\"1\":\"coverage\",\"2\":\"coherence\"}");
            Files.delete(run.resolve("merit.json"));
            try (RewardModelScorer published = RewardModelScorer.open(run)) {
                TokenRow row = published.encode(new ScoreInput.Text("w1 w2", "w3 w4 w5", true));
                assertThat(published.scoreRows(List.of(row)).get(0).objectives())
                        .containsOnlyKeys("accuracy", "coverage", "coherence");
                assertClose(
                        published.outputs(List.of(row)),
                        RewardModelScorer.of(model, "").outputs(List.of(row)),
                        1e-5f);
            }
        }
    }

    @Test
    void anAdapterKeepsItsObjectives() throws IOException {
        try (RewardModel model = AdaptedModelTest.adapted(model(Pooling.MEAN), false)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            try (RewardModel opened = RewardModelFolder.open(folder.resolve("run/adapter"))) {
                assertThat(opened.objectives()).isEqualTo(THREE);
                assertClose(outputs(opened), outputs(model), 1e-6f);
            }
        }
    }

    @Test
    void asManyObjectivesAsOutputsAreNeeded() throws IOException {
        try (RewardModel model = model(Pooling.MEAN)) {
            assertThatThrownBy(() -> model.with(Objectives.REWARD))
                    .hasMessage("objectives: found [reward], need 3, one for each output of the head");
        }
    }

    @Test
    void anEarlierMeritRefusesAFolderOfSeveralOutputs() throws IOException {
        try (RewardModel model = model(Pooling.MEAN)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            assertThat(Files.readString(folder.resolve("run/merit.json"))).contains("\"format_version\" : 3");
        }
    }

    private RewardModel model(Pooling pooling) throws IOException {
        return RewardModel.create(
                PretrainedBackbone.open(TinyBert.write(folder.resolve("base"))),
                new NewHead(pooling, HeadKind.LINEAR, THREE, new Seed(7)),
                EncodingConfig.pair(48));
    }

    private static List<float[]> outputs(RewardModel model) {
        return RewardModelScorer.of(model, "")
                .outputs(List.of(
                        model.encoder().encode("w1 w2", "w3"), model.encoder().encode("w4", "w5 w6 w7 w8")));
    }

    private static void assertClose(List<float[]> found, List<float[]> expected, float most) {
        for (int row = 0; row < expected.size(); row++) {
            assertThat(found.get(row)).hasSize(3).containsExactly(expected.get(row), within(most));
        }
    }
}
