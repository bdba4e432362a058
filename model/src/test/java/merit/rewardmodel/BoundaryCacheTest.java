package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import merit.encoding.TokenRow;
import merit.layer.BlockInput;
import merit.layer.Products;
import merit.layer.RecomputedPass;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.Gradients;
import merit.tensor.OneThread;
import merit.tensor.Precision;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pass that begins with what frozen blocks once gave has the outputs and gradients of one through all blocks, in every family. */
@ExtendWith(OneThread.class)
class BoundaryCacheTest {
    private static final int PASS_TOKENS = 64;

    @TempDir
    Path folder;

    static Stream<String> encoders() {
        return EncoderGoldenTest.names();
    }

    static Stream<String> decoders() throws IOException {
        return TinyDecoder.names();
    }

    @Tag("golden")
    @ParameterizedTest
    @MethodSource("encoders")
    void anEncoderGivesTheSame(String name) throws IOException {
        EncoderGolden golden = EncoderGolden.read(name);
        List<TokenRow> rows = golden.json().path("rows").values().stream()
                .map(row -> new TokenRow(
                        EncoderGolden.ints(row.path("ids")), EncoderGolden.ints(row.path("segments")), 0, 0))
                .toList();
        try (RewardModel model = PublishedClassifier.open(golden.write(folder.resolve("model")), ScoringOptions.NONE)) {
            assertSameFromEveryBlock(model, rows);
        }
    }

    @Tag("golden")
    @ParameterizedTest
    @MethodSource("decoders")
    void aDecoderGivesTheSameAlsoWhereRowsShareWhatTheyBeginWith(String name) throws IOException {
        try (RewardModel model = decoder(name)) {
            assertSameFromEveryBlock(model, List.of(row(3, 4, 5, 2), row(9, 2), row(12, 13, 14, 15, 16, 17, 18, 2)));
            assertSameFromEveryBlock(model, sharing());
        }
    }

    @Test
    void rowsOfOnePromptAreLaidOutAsTreesOfWhatIsKnownOfEach() throws IOException {
        try (RewardModel model = decoder("llama")) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    assertThat(model.batches().batch(sharing()).shared()).isNotNull();
                }
            });
            assertSameFromEveryBlock(model, sharing());
        }
    }

    private RewardModel decoder(String name) throws IOException {
        return TinyDecoder.model(TinyDecoder.write(folder.resolve("model"), name, ""));
    }

    private static List<TokenRow> sharing() {
        int[] prompt = {5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        List<TokenRow> rows = new ArrayList<>();
        for (int[] answer : new int[][] {{20, 2}, {21, 22, 23, 2}, {2}, {24, 25, 2}}) {
            int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
            System.arraycopy(answer, 0, ids, prompt.length, answer.length);
            rows.add(row(ids));
        }
        rows.add(row(30, 31, 2));
        return rows;
    }

    private static TokenRow row(int... ids) {
        return new TokenRow(ids, new int[ids.length], 0, 0);
    }

    private void assertSameFromEveryBlock(RewardModel model, List<TokenRow> rows) throws IOException {
        int blocks = model.backbone().blocks().size();
        assertThat(blocks).isGreaterThan(1);
        for (int lowest = 1; lowest < blocks; lowest++) {
            int top = blocks - lowest;
            Engine.run(() -> model.freezeBackbone(top));
            Map<String, float[]> plain = on(model, rows, batch -> plain(model, batch));
            assertThat(plain).hasSizeGreaterThan(3);
            try (BoundaryCache cache = BoundaryCache.open(folder.resolve("cache"), model, lowest, false)) {
                assertThat(cache.add(rows, PASS_TOKENS, (known, all) -> true)).isEqualTo(rows.size());
                same(
                        on(model, rows, batch -> {
                            assertThat(model.batches().known(batch)).isNotNull();
                            return plain(model, batch);
                        }),
                        plain);
                int block = lowest;
                same(on(model, rows, batch -> again(model, batch, block)), plain);
            }
            assertThat(folder.resolve("cache")).isEmptyDirectory();
        }
    }

    private static <T> T on(RewardModel model, List<TokenRow> rows, Function<TokenBatch, T> work) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return work.apply(model.batches().batch(rows));
            }
        });
    }

    private static Map<String, float[]> plain(RewardModel model, TokenBatch batch) {
        Tensor outputs = model.outputs(batch);
        return gradients(model, outputs, parameters -> GradientVector.of(cost(outputs), parameters));
    }

    private static Map<String, float[]> again(RewardModel model, TokenBatch batch, int lowest) {
        BlockInput known = Objects.requireNonNull(model.batches().known(batch));
        try (RecomputedPass pass =
                new RecomputedPass(model.backbone(), batch, new RecomputedPass.Trained(lowest, false), known)) {
            Tensor outputs = model.head().apply(pass, batch);
            return gradients(
                    model, outputs, parameters -> RecomputedPass.gradients(cost(outputs), parameters, List.of(pass)));
        }
    }

    private static Tensor cost(Tensor outputs) {
        return outputs.mul(outputs).mul(outputs).sum();
    }

    /** The gradients by their parameters, and the outputs. */
    private static Map<String, float[]> gradients(
            RewardModel model, Tensor outputs, Function<List<Tensor>, GradientVector> differentiating) {
        Map<String, Tensor> trained = model.trainedParameters();
        Map<String, float[]> found = new LinkedHashMap<>();
        found.put("outputs", Tensors.floats(outputs));
        try (GradientVector gradients = differentiating.apply(new ArrayList<>(trained.values()))) {
            int place = 0;
            for (String name : trained.keySet()) {
                if (gradients.has(place)) {
                    found.put(name, Tensors.floats(gradients.get(place).to_dense()));
                }
                place++;
            }
        }
        return found;
    }

    private static void same(Map<String, float[]> found, Map<String, float[]> need) {
        assertThat(found.keySet()).isEqualTo(need.keySet());
        double largest = 0;
        for (float[] values : need.values()) {
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        float tolerance = (float) (1e-5 * largest);
        assertThat(largest).isPositive();
        need.forEach((name, values) -> assertThat(found.get(name)).as(name).containsExactly(values, within(tolerance)));
    }

    @Test
    void whatIsBelowIsNotComputedAgain() throws IOException {
        try (RewardModel model = bert()) {
            List<TokenRow> rows = List.of(row(5, 6, 7), row(8, 9));
            try (BoundaryCache cache = BoundaryCache.open(folder.resolve("cache"), model, 1, false)) {
                cache.add(rows, PASS_TOKENS, (known, all) -> true);
                float[] before = rewards(model, rows);
                scale(model, "embeddings.word_embeddings.weight");
                assertThat(rewards(model, rows)).isEqualTo(before);
                assertThat(rewards(model, List.of(row(5, 6, 8)))).isNotEqualTo(before);
                cache.close();
                assertThat(rewards(model, rows)).isNotEqualTo(before);
            }
        }
    }

    @Test
    void rowsThatAreNotAllKnownAndOtherPrecisionsGoThroughAllBlocks() throws IOException {
        try (RewardModel model = bert();
                BoundaryCache cache = BoundaryCache.open(folder.resolve("cache"), model, 1, false)) {
            TokenRow known = row(5, 6, 7);
            cache.add(List.of(known), PASS_TOKENS, (some, all) -> true);
            assertThat(isKnown(model, List.of(known))).isTrue();
            assertThat(isKnown(model, List.of(known, row(5, 6)))).isFalse();
            Products.Setting other = new Products.Setting(Precision.BF16, false);
            boolean inAnother = model.backbone().products().during(other, () -> isKnown(model, List.of(known)));
            assertThat(inAnother).isFalse();
        }
    }

    private static boolean isKnown(RewardModel model, List<TokenRow> rows) {
        return on(model, rows, batch -> model.batches().known(batch) != null);
    }

    @Test
    void theFileGoesByWhatIsBelowAndNotByWhatIsTrained() throws IOException {
        try (RewardModel model = bert()) {
            Path first = fileOfOne(model);
            scale(model, "encoder.layer.1.output.dense.weight");
            try (BoundaryCache cache = BoundaryCache.open(folder.resolve("cache"), model, 1, true)) {
                assertThat(cache.file()).isEqualTo(first);
                assertThat(cache.add(List.of(row(5, 6, 7)), PASS_TOKENS, (known, all) -> true))
                        .isZero();
            }
            scale(model, "encoder.layer.0.output.dense.weight");
            assertThat(fileOfOne(model)).isNotEqualTo(first);
            try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
                assertThat(files).hasSize(2);
            }
        }
    }

    /** Of a cache that computes one row. */
    private Path fileOfOne(RewardModel model) throws IOException {
        try (BoundaryCache cache = BoundaryCache.open(folder.resolve("cache"), model, 1, true)) {
            List<TokenRow> rows = List.of(row(5, 6, 7), row(5, 6, 7));
            int states = 3 * model.backbone().hiddenSize() * Float.BYTES;
            assertThat(cache.missing(rows)).isEqualTo(new RowCache.Missing(1, 1, states + 28));
            assertThat(cache.add(rows, PASS_TOKENS, (known, all) -> true)).isEqualTo(1);
            assertThat(cache.missing(rows)).isEqualTo(new RowCache.Missing(1, 0, 0));
            assertThat(Files.size(cache.file())).isEqualTo(64 + states + 28);
            return cache.file();
        }
    }

    @Test
    void whereSomethingBelowIsTrainedNothingIsKept() throws IOException {
        try (RewardModel model = bert()) {
            Engine.run(model::unfreezeBackbone);
            assertThatThrownBy(() -> BoundaryCache.open(folder.resolve("cache"), model, 1, true))
                    .hasMessageContaining("need all below it frozen")
                    .hasMessageContaining("embeddings.word_embeddings.weight");
            assertThat(folder.resolve("cache")).doesNotExist();
        }
    }

    private RewardModel bert() throws IOException {
        RewardModel model = PublishedClassifier.open(
                EncoderGolden.read("bert-reward").write(folder.resolve("model")), ScoringOptions.NONE);
        Engine.run(() -> model.freezeBackbone(1));
        return model;
    }

    private static float[] rewards(RewardModel model, List<TokenRow> rows) {
        return RewardModelScorer.of(model, "").rewards(rows);
    }

    private static void scale(RewardModel model, String name) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Objects.requireNonNull(model.backbone().parameters().get(name)).mul_(Tensors.scalar(2));
            }
        });
    }
}
