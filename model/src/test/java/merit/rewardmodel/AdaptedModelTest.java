package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import merit.adapter.AdapterFolder;
import merit.adapter.LoraConfig;
import merit.adapter.TargetModules;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.TokenRow;
import merit.scoring.Calibration;
import merit.scoring.TemperatureScaling;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reward models with an adapter: saved merged and as what was trained of them. With MERIT_SAVED_MODELS set to a folder what was
 * saved stays there, for {@code witness/check_adapted_models.py}.
 */
class AdaptedModelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"FIRST", "MEAN", "POOLER", "LAST", "OWN"})
    void theMergedFolderAndTheAdaptersOwnScoreAsTheModelThatWasSaved(Pooling pooling) throws IOException {
        for (boolean dora : new boolean[] {false, true}) {
            String name = "bert-" + pooling + (dora ? "-dora" : "-lora");
            try (RewardModel model = adapted(TinyBert.model(place(name + "-base"), pooling), dora)) {
                assertSaved(model, place(name));
            }
        }
    }

    static Stream<String> decoders() throws IOException {
        return TinyDecoder.names();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void decodersToo(String name) throws IOException {
        Path base = place(name + "-base");
        StagedFolder.delete(base);
        TinyDecoder.write(base, name, "");
        try (RewardModel model = adapted(TinyDecoder.model(base), false)) {
            assertSaved(model, place(name));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"MEAN", "LAST"})
    void headsWithAHiddenLayerToo(Pooling pooling) throws IOException {
        NewHead head = new NewHead(pooling, HeadKind.HIDDEN, Objectives.REWARD, new Seed(3));
        Path base = TinyDecoder.write(place("llama-" + pooling + "-hidden-base"), "llama", "");
        try (RewardModel model = adapted(TinyDecoder.model(base, head), false)) {
            assertSaved(model, place("llama-" + pooling + "-hidden"));
        }
        PretrainedBackbone bert = PretrainedBackbone.open(
                EncoderGolden.read("bert-reward").write(place("bert-" + pooling + "-hidden-base")));
        try (RewardModel model = adapted(RewardModel.create(bert, head, EncodingConfig.pair(32)), false)) {
            assertSaved(model, place("bert-" + pooling + "-hidden"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "distilbert-reward",
                "roberta-reward",
                "xlm-roberta-reward",
                "electra-reward",
                "deberta-v3-reward",
                "modernbert-reward"
            })
    void encodersOfAllFamiliesToo(String name) throws IOException {
        PretrainedBackbone base =
                PretrainedBackbone.open(EncoderGolden.read(name).write(place(name + "-base")));
        RewardModel created = RewardModel.create(base, Pooling.OWN, EncodingConfig.pair(32), new Seed(3));
        try (RewardModel model = adapted(created, false)) {
            assertSaved(model, place(name));
            assertThat(place(name).resolve("adapter/head.safetensors"))
                    .as("PEFT reads the family's own head")
                    .doesNotExist();
        }
    }

    private Path place(String name) {
        String kept = System.getenv("MERIT_SAVED_MODELS");
        return (kept == null ? folder : Path.of(kept)).resolve(name);
    }

    private static void assertSaved(RewardModel model, Path run) throws IOException {
        float[] scores = rewards(model);
        RewardModelFolder.save(model, run);
        writeTokens(model, run, scores);
        assertThat(rewards(model)).as("saving changes nothing").isEqualTo(scores);
        try (RewardModel merged = RewardModelFolder.open(run)) {
            assertThat(merged.adapter()).isNull();
            assertThat(rewards(merged)).containsExactly(scores, within(1e-5f));
        }
        try (RewardModel opened = RewardModelFolder.open(run.resolve("adapter"))) {
            assertThat(opened.adapter()).isNotNull();
            assertThat(rewards(opened)).containsExactly(scores);
        }
    }

    @Test
    void anAdapterOfASavedModelReadsThatModelsOwnLayersAlone() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            RewardModelFolder.save(model, folder.resolve("first"));
        }
        try (RewardModel model = adapted(RewardModelFolder.open(folder.resolve("first")), false)) {
            assertThat(Objects.requireNonNull(model.adapter()).targets())
                    .as("the third layer makes the mean for transformers")
                    .noneMatch(name -> name.contains("layer.2."));
            assertSaved(model, folder.resolve("second"));
        }
    }

    @Test
    void theCalibrationOfARunIsItsAdaptersToo() throws IOException {
        save();
        Calibration calibration = new Calibration(new TemperatureScaling(1.31), 468, null);
        RewardModelFolder.calibrate(folder.resolve("run"), calibration);
        assertThat(RewardModelFolder.calibration(folder.resolve("run/adapter"))).isEqualTo(calibration);
    }

    @Test
    void changingOneWeightOfTheAdapterMakesOpeningFail() throws IOException {
        save();
        Path weights = folder.resolve("run/adapter").resolve(AdapterFolder.WEIGHTS);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> RewardModelFolder.open(folder.resolve("run/adapter")))
                .hasMessageContaining("these are not the weights that were saved");
    }

    @Test
    void aSaveThatFailsLeavesTheModelWithItsAdapter() throws IOException {
        try (RewardModel model = adapted(TinyBert.model(folder.resolve("base"), Pooling.MEAN), true)) {
            float[] before = rewards(model);
            Files.createDirectories(folder.resolve("run"));
            assertThatThrownBy(() -> RewardModelFolder.save(model, folder.resolve("run"), staged -> {
                        throw new IOException("No space left on device");
                    }))
                    .hasMessageContaining("No space left on device");
            assertThat(rewards(model)).isEqualTo(before);
            assertThat(folder.resolve("run")).isEmptyDirectory();
        }
    }

    @Test
    void aSaveKilledAfterItsCommitIsFinishedInTheAdaptersFolderToo() throws IOException {
        save();
        Path run = folder.resolve("run");
        Path committed = Files.createDirectories(run.resolve(".saved/adapter"));
        Files.move(run.resolve("adapter/merit.json"), committed.resolve("merit.json"));
        RewardModelFolder.open(run.resolve("adapter")).close();
        RewardModelFolder.open(run).close();
        assertThat(run.resolve(".saved")).doesNotExist();
    }

    private void save() throws IOException {
        save(folder);
    }

    /** A run with an adapter in {@code run}, and what it was trained on in {@code base}. */
    static void save(Path folder) throws IOException {
        try (RewardModel model = adapted(TinyBert.model(folder.resolve("base"), Pooling.MEAN), false)) {
            RewardModelFolder.save(model, folder.resolve("run"));
        }
    }

    /** The model with an adapter and a head that have learnt something. */
    static RewardModel adapted(RewardModel model, boolean dora) {
        LoraConfig config =
                new LoraConfig(3, 6, 0, LoraConfig.Bias.LORA_ONLY, TargetModules.Usual.ALL_LINEAR, false, dora);
        Engine.run(() -> {
            model.trainAdapter(config, new Random(5));
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Random random = new Random(6);
                for (Tensor parameter : model.trainedParameters().values()) {
                    float[] values = Tensors.floats(parameter);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += (float) (random.nextGaussian() * 0.1);
                    }
                    parameter.copy_(Tensors.of(values, Tensors.shape(parameter)));
                }
            }
        });
        return model;
    }

    static float[] rewards(RewardModel model) {
        return RewardModelScorer.of(model, "tiny").rewards(rows(model));
    }

    private static List<TokenRow> rows(RewardModel model) {
        return List.of(
                model.encoder().encode("w3 w4", "w5"),
                model.encoder().encode("w4", "w5 w6 w7 w8 w9"),
                model.encoder().encode("w10 w11 w12", "w13 w14"));
    }

    private static void writeTokens(RewardModel model, Path run, float[] scores) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < scores.length; i++) {
            TokenRow row = rows(model).get(i);
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"ids\": %s, \"segments\": %s, \"score\": %s}%n",
                    Arrays.toString(row.ids()),
                    Arrays.toString(row.segments()),
                    scores[i]));
        }
        Files.writeString(run.resolve("tokens.jsonl"), lines);
    }
}
