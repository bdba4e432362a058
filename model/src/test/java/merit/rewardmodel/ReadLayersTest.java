package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import merit.layer.HeadWeights;
import merit.layer.LayerMeans;
import merit.layer.TokenMean;
import merit.scoring.ScoreInput;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model that was given a head on lower layers is from then on: trained, merged, asked for scores. */
class ReadLayersTest {
    private static final LayerMeans FIRST_TWO = new LayerMeans(List.of(0, 1), List.of(TokenMean.ANSWER));
    private static final String LAST_LEFT = "bert.encoder.layer.0.output.dense.weight";

    @TempDir
    Path folder;

    @Test
    void onlyWhatIsLeftIsTrainedAndCounted() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            read(model, null);
            Engine.run(() -> {
                model.unfreezeBackbone();
                model.head().trainBias(true);
            });
            assertThat(model.trainedParameterCount()).isEqualTo(model.parameterCount());
            assertThat(model.blocksAbove(LAST_LEFT)).isZero();
            assertThat(model.blocksAbove("bert.embeddings.LayerNorm.weight")).isEqualTo(1);
            assertThatThrownBy(() -> Engine.run(() -> model.freezeBackbone(2)))
                    .hasMessageStartingWith("unfreeze_layers: found 2, need at most 1");
            Engine.run(() -> model.freezeBackbone(1));
            assertThat(Engine.call(model::trainedParameters)).containsKey(LAST_LEFT);
        }
    }

    @Test
    void anAdapterThatWasThereIsPartOfTheWeightsAndANewOneIsOfWhatIsLeft() throws IOException {
        try (RewardModel model = AdaptedModelTest.adapted(TinyBert.model(folder, Pooling.MEAN), false)) {
            read(model, null);
            assertThat(model.adapter()).isNull();
            AdaptedModelTest.adapted(model, false);
            assertThat(Objects.requireNonNull(model.adapter()).targets())
                    .isNotEmpty()
                    .allMatch(name -> name.contains("layer.0."));
        }
    }

    @Test
    void whatTheFormerHeadKnewOfTiesIsForgotten() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            Engine.run(() -> model.ties().learn(new TieModel(TieModel.Rule.DAVIDSON, 0.5)));
            read(model, null);
            assertThat(model.ties().value()).isNull();
        }
    }

    @Test
    void anAdapterOfSuchAModelIsMerged() throws IOException {
        saved("base", null);
        try (RewardModel model = AdaptedModelTest.adapted(RewardModelFolder.open(folder.resolve("base")), false)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            ModelMerge.adapter(folder.resolve("run/adapter"), ScoringOptions.NONE, folder.resolve("merged"));
            try (RewardModel merged = RewardModelFolder.open(folder.resolve("merged"))) {
                assertThat(AdaptedModelTest.rewards(merged))
                        .containsExactly(AdaptedModelTest.rewards(model), within(1e-5f));
            }
        }
    }

    @Test
    void headsWithSquaresAreNotAveraged() throws IOException {
        int width = FIRST_TWO.width(16);
        Path linear = saved("linear", null);
        Path squares = saved("squares", new HeadWeights.Squares(new float[2 * width], new float[2], new float[2]));
        assertThatThrownBy(() -> ModelMerge.average(List.of(squares, squares), folder.resolve("out")))
                .hasMessage(squares + ": cannot be averaged: found a head with 2 squares of directions of its own, need"
                        + " a linear one; fit it with probe_products 0, or score with several runs (--ensemble)");
        assertThat(folder.resolve("out")).doesNotExist();
        ModelMerge.average(List.of(linear, linear), folder.resolve("mean"));
        assertThat(folder.resolve("mean/head.safetensors")).exists();
    }

    @Test
    void layersThatTheBackboneDoesNotHaveAreRefused() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            assertThatThrownBy(() -> model.requireLayers(new LayerMeans(List.of(3), List.of(TokenMean.ALL))))
                    .hasMessage("layers: found 3, need at most 2, the blocks of " + folder);
        }
        assertThatThrownBy(() -> TinyBert.model(folder, Pooling.LAYERS))
                .hasMessage(
                        "pooling layers: found a head that does not know which ones yet, need a probe, which finds out;"
                                + " train with method probe");
    }

    @Test
    void textThatStandsAsItIsIsNotScored() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            read(model, null);
            RewardModelScorer scorer = RewardModelScorer.of(model, "here");
            assertThat(scorer.readsLoneTexts()).isFalse();
            assertThatThrownBy(() -> scorer.score(List.of(new ScoreInput.Text("w1 w2", null, true))))
                    .hasMessageContaining(
                            "here: found text that stands as it is, need to know where its response begins");
            assertThat(scorer.score(List.of(new ScoreInput.Text("w1", "w2", true)))
                            .get(0)
                            .value())
                    .isEqualTo(scorer.score("w1", "w2"));
        }
    }

    private Path saved(String name, HeadWeights.@Nullable Squares squares) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("tiny"), Pooling.MEAN)) {
            read(model, squares);
            RewardModelFolder.save(model, folder.resolve(name));
        }
        return folder.resolve(name);
    }

    private static void read(RewardModel model, HeadWeights.@Nullable Squares squares) {
        float[] weights = new float[FIRST_TWO.width(16)];
        Arrays.fill(weights, 0.25f);
        Engine.run(() -> model.read(FIRST_TWO, new HeadWeights(weights, new float[1], squares)));
    }
}
