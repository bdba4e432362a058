package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import merit.encoding.PromptTemplate;
import merit.encoding.TokenRow;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.PlattScaling;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMergeTest {
    @TempDir
    Path folder;

    @Test
    void theAdapterOfARunMergedIsTheRunWithItsCalibration() throws IOException {
        Path run = run("run", Pooling.MEAN, 1);
        Calibration calibration = new Calibration(new PlattScaling(0.7, 0), 468, new Normalization(0.4, 1.2, 936));
        RewardModelFolder.calibrate(run, calibration);
        double difference = ModelMerge.adapter(run.resolve("adapter"), ScoringOptions.NONE, folder.resolve("merged"));
        assertThat(difference).isLessThan(1e-5);
        try (RewardModel model = RewardModelFolder.open(run);
                RewardModel merged = RewardModelFolder.open(folder.resolve("merged"))) {
            assertThat(merged.adapter()).isNull();
            assertThat(AdaptedModelTest.rewards(merged))
                    .containsExactly(AdaptedModelTest.rewards(model), within(1e-6f));
        }
        assertThat(RewardModelFolder.calibration(folder.resolve("merged"))).isEqualTo(calibration);
        assertThat(folder.resolve("merged/adapter")).doesNotExist();
    }

    /** The adapter, and the model that is left when it is merged, give the logits that PEFT gave. */
    @Tag("golden")
    @ParameterizedTest
    @ValueSource(
            strings = {"bert-lora", "bert-rslora", "bert-dora", "gpt2-lora", "gpt2-dora", "llama-lora", "llama-dora"})
    void anAdapterThatPeftSavedScoresAndMerges(String name) throws IOException {
        ScoringOptions options = new ScoringOptions(
                null, null, base(name.substring(0, name.indexOf('-'))).toString());
        Path adapter = resource("/merit/adapter/" + name);
        Golden golden = Golden.read(adapter);
        float before;
        try (RewardModelScorer scorer = RewardModelScorer.open(adapter, options)) {
            golden.check(scorer);
            before = ofText(scorer);
        }
        ModelMerge.adapter(adapter, options, folder.resolve("merged"));
        assertThat(folder.resolve("merged/merit.json")).doesNotExist();
        try (RewardModelScorer scorer = RewardModelScorer.open(folder.resolve("merged"))) {
            golden.check(scorer);
            assertThat(ofText(scorer))
                    .as("read at the same token")
                    .isCloseTo(before, within(1e-5f * Math.max(1, Math.abs(before))));
        }
    }

    /** Of a row that ends as the tokenizer ends it: with {@code </s>} for a decoder. */
    private static float ofText(RewardModelScorer scorer) {
        return scorer.rewards(List.of(scorer.model().encoder().encodeStanding("w3 w4", null, true)))[0];
    }

    @Test
    void withATemplateTheResultIsARun() throws IOException {
        ScoringOptions options =
                new ScoringOptions(PromptTemplate.PAIR, 24, base("bert").toString());
        ModelMerge.adapter(resource("/merit/adapter/bert-lora"), options, folder.resolve("merged"));
        try (RewardModelScorer scorer = RewardModelScorer.open(folder.resolve("merged"))) {
            assertThat(scorer.score("w1", "w2")).isFinite();
            assertThat(scorer.info().maxTokens()).isEqualTo(24);
        }
    }

    @Test
    void anAdapterWithoutABaseAsksForOne() throws IOException {
        assertThatThrownBy(() -> RewardModelScorer.open(resource("/merit/adapter/bert-lora"), ScoringOptions.NONE))
                .hasMessageContaining("its base cannot be opened: model: found no folder \"bert\"")
                .hasMessageEndingWith("say where it is: merit score --model BASE, merit merge BASE");
        Path run = run("run", Pooling.MEAN, 1);
        assertThatThrownBy(() -> RewardModelScorer.open(run, new ScoringOptions(null, null, "bert")))
                .hasMessage("--model: " + run + " is a whole model, need an adapter's folder; leave the option out");
    }

    @Test
    void aWholeModelIsNoAdapterToMerge() throws IOException {
        Path run = run("run", Pooling.MEAN, 1);
        assertThatThrownBy(() -> ModelMerge.adapter(run, ScoringOptions.NONE, folder.resolve("out")))
                .hasMessage(
                        "adapter folder " + run + ": found no adapter_config.json, need an adapter as PEFT saves it;"
                                + " of a run that is its folder adapter");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void theAverageHasTheMeanOfEveryWeight() throws IOException {
        List<Path> runs = List.of(run("a", Pooling.MEAN, 1), run("b", Pooling.MEAN, 2), run("c", Pooling.MEAN, 3));
        ModelMerge.average(runs, folder.resolve("mean"));
        List<Map<String, float[]>> weights = new ArrayList<>();
        for (Path run : runs) {
            weights.add(weights(run));
        }
        weights(folder.resolve("mean")).forEach((name, mean) -> {
            float[] expected = new float[mean.length];
            for (Map<String, float[]> each : weights) {
                float[] values = Objects.requireNonNull(each.get(name));
                for (int i = 0; i < values.length; i++) {
                    expected[i] += values[i] / weights.size();
                }
            }
            assertThat(mean).as(name).containsExactly(expected, within(1e-6f));
        });
    }

    @Test
    void runsThatAreNotAlikeAreNotAveraged() throws IOException {
        Path mean = run("mean", Pooling.MEAN, 1);
        Path first = run("first", Pooling.FIRST, 1);
        assertThatThrownBy(() -> ModelMerge.average(List.of(mean, first), folder.resolve("out")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(first + ": cannot be averaged with " + mean
                        + ": found pooling FIRST, need MEAN; average runs of one base, trained alike");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** A run with an adapter, all of whose trained weights depend on the seed. */
    private Path run(String name, Pooling pooling, int seed) throws IOException {
        try (RewardModel model = AdaptedModelTest.adapted(TinyBert.model(folder.resolve("base"), pooling), false)) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    double factor = 1 + new Random(seed).nextDouble();
                    model.trainedParameters().values().forEach(parameter -> parameter.mul_(Tensors.scalar(factor)));
                }
            });
            RewardModelFolder.save(model, folder.resolve(name));
        }
        return folder.resolve(name);
    }

    private static Map<String, float[]> weights(Path run) throws IOException {
        try (RewardModel model = RewardModelFolder.open(run)) {
            return Engine.call(() -> {
                Map<String, float[]> weights = new LinkedHashMap<>();
                model.parameters().forEach((name, tensor) -> weights.put(name, Tensors.floats(tensor)));
                return weights;
            });
        }
    }

    /** The base of the golden adapters, with a tokenizer. */
    private Path base(String family) throws IOException {
        if (!family.equals("bert")) {
            return TinyDecoder.write(folder.resolve("base"), family, "");
        }
        Path base = TinyBert.write(folder.resolve("base"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.write(
                    base.resolve(file),
                    Files.readAllBytes(
                            resource("/merit/backbone/tiny-bert-classifier").resolve(file)));
        }
        return base;
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(ModelMergeTest.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What PEFT computed of some rows. */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Golden(List<TokenRow> rows, float[] logits) {
        static Golden read(Path adapter) {
            return Engine.call(() -> {
                try (TensorScope scope = TensorScope.open();
                        Safetensors file = Safetensors.open(adapter.resolve("golden.safetensors"))) {
                    Tensor ids = file.read("ids");
                    long[] lengths = Tensors.longs(file.read("lengths"));
                    List<TokenRow> rows = new ArrayList<>();
                    for (int row = 0; row < lengths.length; row++) {
                        int[] found = Arrays.stream(Tensors.longs(ids.select(0, row)))
                                .limit(lengths[row])
                                .mapToInt(Math::toIntExact)
                                .toArray();
                        rows.add(new TokenRow(found, new int[found.length], 0, 0));
                    }
                    return new Golden(rows, Tensors.floats(file.read("logits")));
                }
            });
        }

        void check(RewardModelScorer scorer) {
            float largest = 0;
            for (float logit : logits) {
                largest = Math.max(largest, Math.abs(logit));
            }
            assertThat(scorer.rewards(rows)).containsExactly(logits, within(1e-4f * largest));
        }
    }
}
