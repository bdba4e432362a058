package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.PlattScaling;
import merit.scoring.TemperatureScaling;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RewardModelFolderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"FIRST", "MEAN", "POOLER", "LAST"})
    void whatIsSavedScoresTheSameWhenOpened(Pooling pooling) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), pooling)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            float[] before = rewards(model);
            try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
                assertThat(opened.pooling()).isEqualTo(pooling);
                assertThat(opened.parameterCount()).isEqualTo(model.parameterCount());
                assertThat(rewards(opened)).isEqualTo(before);
            }
        }
    }

    /** What transformers computes: all layers, first token, dense, tanh, classifier. */
    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"FIRST", "MEAN", "POOLER"})
    void theFolderIsASequenceClassifierWithEqualScores(Pooling pooling) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), pooling)) {
            RewardModelFolder.save(model, folder.resolve("run"));
            float[] expected = rewards(model);
            try (PretrainedBackbone saved = PretrainedBackbone.open(folder.resolve("run"))) {
                float[] found = classified(saved, model);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void aSecondSaveOfAnOpenedModelIsTheSameFile() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            RewardModelFolder.save(opened, folder.resolve("again"));
        }
        for (String file : List.of("config.json", "model.safetensors", "merit.json", "tokenizer.json")) {
            assertThat(folder.resolve("again").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("run").resolve(file));
        }
    }

    @Test
    void changingOneWeightMakesOpeningFail() throws IOException {
        save();
        Path weights = folder.resolve("run/model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> RewardModelFolder.open(folder.resolve("run")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("these are not the weights that were saved: found SHA-256");
    }

    @Test
    void aGoldenScoreThatIsNotRepeatedMakesOpeningFail() throws IOException {
        save();
        Path manifest = folder.resolve("run/merit.json");
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.replaceFirst("\"score\" : -?[0-9.E-]+", "\"score\" : 3.5"));
        assertThatThrownBy(() -> RewardModelFolder.open(folder.resolve("run")))
                .hasMessageContaining("scores have drifted: \"Why did the service crash?\" with \"A connection leak")
                .hasMessageContaining("scored 3.5 when it was saved (fp32; need 3.5E-4 at most)");
    }

    @Test
    void aClassifierOfSeveralOutputsIsNoRun() throws IOException {
        Path classifier = EncoderGolden.read("bert-three-labels").write(folder.resolve("classifier"));
        Path run = folder.resolve("run");
        try (RewardModelScorer scorer = RewardModelScorer.open(classifier)) {
            assertThatThrownBy(() -> RewardModelFolder.save(scorer.model(), run))
                    .hasMessage(run + ": found a head of 3 outputs, need 1 for a run; it stays a classifier without"
                            + " --template");
        }
        assertThat(run).doesNotExist();
    }

    @Test
    void aKilledSaveLeavesTheFormerModel() throws IOException {
        save();
        byte[] before = Files.readAllBytes(folder.resolve("run/model.safetensors"));
        Path half = Files.createDirectory(folder.resolve("run/.saving"));
        Files.writeString(half.resolve("model.safetensors"), "half a fi");
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(opened.pooling()).isEqualTo(Pooling.MEAN);
        }
        assertThat(folder.resolve("run/model.safetensors")).hasBinaryContent(before);
    }

    @Test
    void aSaveKilledAfterItsCommitIsFinishedOnOpening() throws IOException {
        save();
        Path committed = Files.createDirectory(folder.resolve("run/.saved"));
        for (String file : List.of("merit.json", "model.safetensors")) {
            Files.move(folder.resolve("run").resolve(file), committed.resolve(file));
        }
        assertThat(RewardModelFolder.isSaved(folder.resolve("run"))).isTrue();
        RewardModelFolder.open(folder.resolve("run")).close();
        assertThat(committed).doesNotExist();
    }

    @Test
    void aSaveThatFailsChangesNothing() throws IOException {
        save();
        byte[] before = Files.readAllBytes(folder.resolve("run/merit.json"));
        try (RewardModel other = TinyBert.model(folder.resolve("base"), Pooling.FIRST)) {
            assertThatThrownBy(() -> RewardModelFolder.save(other, folder.resolve("run"), staged -> {
                        throw new IOException("No space left on device");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("what was there is as it was");
        }
        assertThat(folder.resolve("run/merit.json")).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            assertThat(files.filter(file -> String.valueOf(file.getFileName()).startsWith(".")))
                    .isEmpty();
        }
    }

    @Test
    void withoutRoomNothingIsBegunAndTheMessageSaysHowMuchIsWanted() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            long exabyte = 1L << 60;
            assertThatThrownBy(() -> RewardModelFolder.requireRoom(model, folder.resolve("run"), exabyte))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(folder.resolve("run") + ": no room: found ")
                    .hasMessageEndingWith(" free, need at least 1,152,921.5 TB; make room, or give a folder elsewhere");
            assertThat(folder.resolve("run")).doesNotExist();
            RewardModelFolder.requireRoom(model, folder.resolve("run"), 0);
        }
    }

    @Test
    void keepsACalibration() throws IOException {
        save();
        Calibration calibration =
                new Calibration(new TemperatureScaling(1.31), 468, new Normalization(-0.25, 1.75, 936));
        RewardModelFolder.calibrate(folder.resolve("run"), calibration);
        assertThat(RewardModelFolder.calibration(folder.resolve("run"))).isEqualTo(calibration);
        RewardModelFolder.open(folder.resolve("run")).close();
        assertThat(folder.resolve("run/merit.json")).content().contains("\"format_version\" : 1");
    }

    @Test
    void aCurveThatOlderVersionsDoNotKnowIsMarkedSo() throws IOException {
        save();
        RewardModelFolder.calibrate(folder.resolve("run"), new Calibration(new PlattScaling(0.7, 0), 468, null));
        assertThat(folder.resolve("run/merit.json")).content().contains("\"format_version\" : 2");
        RewardModelFolder.open(folder.resolve("run")).close();
    }

    @Test
    void saysWhatAFolderWithoutARewardModelLacks() {
        assertThatThrownBy(() -> RewardModelFolder.open(folder.resolve("none")))
                .hasMessageEndingWith(
                        "found no such folder, need merit.json; give a folder that \"merit train\" saved");
    }

    private void save() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            RewardModelFolder.save(model, folder.resolve("run"));
        }
    }

    private static List<TokenRow> rows(RewardModel model) {
        return List.of(
                model.encoder().encode("w1 w2", "w3"),
                model.encoder().encode("w4", "w5 w6 w7 w8 w9"),
                model.encoder().encode("w10 w11 w12", "w13 w14"));
    }

    private static float[] rewards(RewardModel model) {
        return RewardModelScorer.of(model, "tiny").rewards(rows(model));
    }

    private static float[] classified(PretrainedBackbone saved, RewardModel rows) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                TokenBatch batch = rows.batches().batch(rows(rows));
                Tensor first = saved.backbone().run(batch, new int[batch.rows()]);
                Tensor pooled = torch.linear(
                                first,
                                head(saved, "bert.pooler.dense.weight"),
                                Tensors.optional(head(saved, "bert.pooler.dense.bias")))
                        .tanh();
                return Tensors.floats(torch.linear(
                        pooled, head(saved, "classifier.weight"), Tensors.optional(head(saved, "classifier.bias"))));
            }
        });
    }

    private static Tensor head(PretrainedBackbone saved, String name) {
        return java.util.Objects.requireNonNull(saved.heads().get(name));
    }
}
