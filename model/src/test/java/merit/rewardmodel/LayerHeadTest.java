package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.HeadWeights;
import merit.layer.LayerMeans;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import merit.layer.TokenMean;
import merit.tensor.Engine;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Heads that read several layers: what a probe makes. The witness of a saved folder is the whole network with the same head. */
class LayerHeadTest {
    private static final LayerMeans FIRST_TWO =
            new LayerMeans(List.of(0, 1), List.of(TokenMean.ANSWER, TokenMean.ALL, TokenMean.LAST));

    @TempDir
    Path folder;

    static Stream<String> decoders() throws IOException {
        return TinyDecoder.names();
    }

    @Test
    void whatIsWalkedIsWhatIsRun() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            on(model, batch -> {
                Tensor states = model.backbone().embed(batch);
                List<Tensor> walked = model.backbone().walk(batch, List.of(0, 1, 2), Tensor::clone);
                for (int layer = 0; layer <= 2; layer++) {
                    assertThat(Tensors.floats(walked.get(layer)))
                            .containsExactly(
                                    Tensors.floats(model.backbone().run(states, batch, 0, layer, null)), within(1e-6f));
                }
            });
        }
    }

    @Test
    void aSavedFolderHasOnlyTheBlocksThatItsHeadReadsAndScoresAsTheWholeNetworkDid() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            checkCut(model);
            JsonNode config = config();
            assertThat(config.path("num_hidden_layers").asInt()).isEqualTo(1);
            assertThat(model.backbone().blocks()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void aDecoderIsCutAndSharesBeginningsAllTheSame(String name) throws IOException {
        try (RewardModel model = TinyDecoder.model(TinyDecoder.write(folder.resolve("base"), name, ""))) {
            checkCut(model);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"distilbert-reward", "roberta-reward", "electra-reward", "deberta-v2-conv", "modernbert-reward"})
    void anEncoderOfAnyFamilyIsCut(String name) throws IOException {
        Path base = EncoderGolden.read(name).write(folder.resolve("base"));
        try (RewardModel model =
                RewardModel.create(PretrainedBackbone.open(base), Pooling.MEAN, EncodingConfig.pair(32), new Seed(3))) {
            checkCut(model);
        }
    }

    /** The head on the whole network, by hand, is what scores before saving and after opening. */
    private void checkCut(RewardModel model) throws IOException {
        Set<String> unused = ofLastBlock(model);
        assertThat(model.parameters()).containsKeys(unused.toArray(String[]::new));
        List<TokenRow> rows = rows(model);
        float[] weights = weights(FIRST_TWO.width(model.backbone().hiddenSize()));
        float[] need = Engine.call(() -> byHand(model, rows, weights));
        Engine.run(() -> model.read(FIRST_TWO, new HeadWeights(weights, new float[] {0.25f}, squares(model))));
        near(rewards(model, rows), need);
        for (int row = 0; row < rows.size(); row++) { // alone, it shares nothing and is not padded
            near(rewards(model, rows.subList(row, row + 1)), new float[] {need[row]});
        }
        RewardModelFolder.save(model, folder.resolve("run"));
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(opened.pooling()).isEqualTo(Pooling.LAYERS);
            assertThat(opened.head().layout().reading()).isEqualTo(FIRST_TWO);
            assertThat(opened.backbone().blocks()).hasSize(1);
            assertThat(opened.parameters()).doesNotContainKeys(unused.toArray(String[]::new));
            assertThat(opened.parameterCount()).isEqualTo(model.parameterCount());
            near(rewards(opened, rows), need);
            RewardModelFolder.save(opened, folder.resolve("again"));
        }
        assertThat(Files.readString(folder.resolve("again/merit.json")))
                .isEqualTo(Files.readString(folder.resolve("run/merit.json")));
    }

    /** The parameters that belong to the last block alone. */
    private static Set<String> ofLastBlock(RewardModel model) {
        Backbone backbone = model.backbone();
        return backbone.blockNames(backbone.blocks().size() - 1).stream()
                .filter(name -> !backbone.namesAbove().contains(name))
                .map(name -> backbone.weightPrefix() + name)
                .collect(Collectors.toSet());
    }

    private static float[] byHand(RewardModel model, List<TokenRow> rows, float[] weights) {
        try (TensorScope scope = TensorScope.open()) {
            HeadWeights.Squares squares = squares(model);
            float[] rewards = new float[rows.size()];
            for (int row = 0; row < rewards.length; row++) {
                float[] features = features(model, rows.get(row));
                double first = dot(weights, 0, features);
                double square = Math.pow(dot(squares.directions(), 0, features) + 0.5, 2);
                double other = Math.pow(dot(squares.directions(), features.length, features) - 1, 2);
                rewards[row] = (float) (0.25 + first + 0.125 * square - 0.25 * other);
            }
            return rewards;
        }
    }

    /** All that is read of a row, mean by mean. */
    private static float[] features(RewardModel model, TokenRow row) {
        TokenBatch batch = model.batches().batch(List.of(row));
        int hidden = model.backbone().hiddenSize();
        Tensor states = model.backbone().embed(batch);
        float[] features = new float[FIRST_TWO.width(hidden)];
        int feature = 0;
        for (int layer = 0; layer <= 1; layer++) {
            float[] all = Tensors.floats(model.backbone().run(states, batch, 0, layer, null));
            for (int from : new int[] {row.responseStart(), 0, row.length() - 1}) {
                for (int h = 0; h < hidden; h++) {
                    int at = h;
                    features[feature++] = (float) IntStream.range(from, row.length())
                            .mapToDouble(token -> all[token * hidden + at])
                            .average()
                            .orElseThrow();
                }
            }
        }
        return features;
    }

    private static double dot(float[] weights, int from, float[] features) {
        return IntStream.range(0, features.length)
                .mapToDouble(i -> (double) weights[from + i] * features[i])
                .sum();
    }

    private static HeadWeights.Squares squares(RewardModel model) {
        float[] directions = weights(2 * FIRST_TWO.width(model.backbone().hiddenSize()));
        return new HeadWeights.Squares(directions, new float[] {0.5f, -1}, new float[] {0.125f, -0.25f});
    }

    @Test
    void headsThatReadAlikeAreGivenOnePass() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            Engine.run(() -> model.read(FIRST_TWO, new HeadWeights(weights(FIRST_TWO.width(16)), new float[1], null)));
            on(model, batch -> {
                try (StatesOnce states = new StatesOnce(Reading.States.of(model.backbone(), batch))) {
                    float[] once = Tensors.floats(states.outputs(model.head(), batch));
                    assertThat(Tensors.floats(states.outputs(model.head(), batch)))
                            .containsExactly(once);
                    assertThat(states.computations()).isEqualTo(1);
                }
            });
        }
    }

    private interface OnBatch {
        void see(TokenBatch batch);
    }

    private static void on(RewardModel model, OnBatch work) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                work.see(model.batches().batch(rows(model)));
            }
        });
    }

    private static List<TokenRow> rows(RewardModel model) {
        return Stream.of("w6 w7", "w8", "", "w9 w10 w11 w12 w6")
                .map(answer -> model.encoder().encode("w3 w4 w5 w6 w7 w8 w9 w10 w11 w12", answer))
                .toList();
    }

    private static float[] weights(int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) Math.sin(1 + 0.7 * i) / 4;
        }
        return weights;
    }

    private static float[] rewards(RewardModel model, List<TokenRow> rows) {
        return RewardModelScorer.of(model, "").rewards(rows);
    }

    private static void near(float[] found, float[] need) {
        assertThat(found).containsExactly(need, within(1e-5f * Math.max(1, largest(need))));
    }

    private static float largest(float[] values) {
        return (float) IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("run/config.json")));
    }
}
