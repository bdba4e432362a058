package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.layer.RecomputedPass;
import merit.layer.SharedRows;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of one prompt, whose common tokens are computed once. */
class SharedRowsTest {
    private static final int[] PROMPT = {5, 6, 7, 8, 9, 10, 11};
    private static final int[] OTHER = {20, 21, 22};
    /** Of two prompts, one answer empty, and a row by itself between them. */
    private static final int[][] ROWS = {
        row(PROMPT, 12),
        row(OTHER, 23, 24),
        row(PROMPT, 13, 14, 15, 16, 2),
        {30, 31, 32, 33},
        row(PROMPT),
        row(OTHER, 25, 26, 27, 28, 2),
        row(PROMPT, 17, 18, 2)
    };

    private static final List<int[]> GROUPS = List.of(new int[] {0, 2, 4, 6}, new int[] {3}, new int[] {1, 5});

    static Stream<String> folders() throws IOException {
        return GoldenDecoder.folders().filter(folder -> !folder.equals("llama-dynamic"));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void rowsThatShareTheirPromptHaveTheStatesOfWholeRows(String folder) {
        on(folder, decoder -> {
            TokenBatch whole = batch();
            TokenBatch shared = whole.sharing(GROUPS);
            int[] last = whole.lastPositions();
            float[] need = Tensors.floats(decoder.backbone().run(whole, last));
            assertThat(Tensors.floats(decoder.backbone().run(shared, last))).containsExactly(need, within(1e-5f));
            int[] within = IntStream.of(last).map(position -> position / 2).toArray();
            assertThat(Tensors.floats(decoder.backbone().run(shared, within)))
                    .containsExactly(Tensors.floats(decoder.backbone().run(whole, within)), within(1e-5f));
            float[] all = Tensors.floats(decoder.backbone().run(shared, null));
            for (int r = 0; r < ROWS.length; r++) {
                int at = (r * whole.tokens() + last[r]) * 32;
                assertThat(Arrays.copyOfRange(all, at, at + 32))
                        .containsExactly(Arrays.copyOfRange(need, r * 32, r * 32 + 32), within(1e-5f));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void gradientsThroughWhatIsSharedAreThoseOfWholeRows(String folder) {
        on(folder, decoder -> {
            Map<String, float[]> need = gradients(decoder, batch());
            Map<String, float[]> found = gradients(decoder, batch().sharing(GROUPS));
            float most = need.values().stream()
                    .map(SharedRowsTest::largest)
                    .max(Float::compare)
                    .orElseThrow();
            assertThat(most).isPositive();
            need.forEach((name, gradient) ->
                    assertThat(found.get(name)).as(name).containsExactly(gradient, within(1e-5f * most)));
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void blocksThatAreComputedAgainHaveTheSameGradientsWholeOrShared(String folder) {
        on(folder, decoder -> {
            for (TokenBatch batch : List.of(batch(), batch().sharing(GROUPS))) {
                Map<String, float[]> need = gradients(decoder, batch);
                float most = need.values().stream()
                        .map(SharedRowsTest::largest)
                        .max(Float::compare)
                        .orElseThrow();
                Map<String, float[]> found = recomputed(decoder, batch);
                need.forEach((name, gradient) ->
                        assertThat(found.get(name)).as(name).containsExactly(gradient, within(1e-6f * most)));
            }
        });
    }

    @Test
    void whatIsSharedIsComputedOnce() {
        on("qwen3", decoder -> {
            SharedRows shared = batch().sharing(GROUPS).shared();
            assertThat(shared).isNotNull();
            assertThat(shared.trees().lengths()).containsExactly(7 + 1 + 5 + 0 + 3, 4, 3 + 2 + 5);
            assertThat(shared.trees().positionsOf(0)).isEqualTo(12);
        });
    }

    @Test
    void rowsWhosePositionsTurnAtSpeedsOfTheirOwnAreNotShared() {
        on("llama-dynamic", decoder -> {
            assertThat(decoder.backbone().longestShared()).isEqualTo(8);
            assertThatThrownBy(() -> decoder.backbone().run(batch().sharing(GROUPS), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("shared tokens: found rows of 12 tokens, need at most 8");
        });
    }

    @Test
    void anEncoderSharesNothing() {
        try (PretrainedBackbone bert = PretrainedBackbone.open("all-MiniLM-L6-v2")) {
            assertThat(bert.backbone().longestShared()).isZero();
        }
    }

    @Test
    void aPassLeavesNothingBehind() {
        on("qwen3", decoder -> {
            pass(decoder);
            long before = Pointer.totalCount();
            for (int i = 0; i < 10; i++) {
                pass(decoder);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    private static void pass(GoldenDecoder decoder) {
        try (TensorScope scope = TensorScope.open()) {
            TokenBatch batch = batch().sharing(GROUPS);
            decoder.backbone().run(batch, batch.lastPositions());
        }
    }

    /** Of a loss that reads every row's end, by parameter. */
    private static Map<String, float[]> gradients(GoldenDecoder decoder, TokenBatch batch) {
        Map<String, Tensor> parameters = decoder.backbone().parameters();
        parameters.values().forEach(parameter -> parameter.requires_grad_(true));
        Tensor read = decoder.backbone().run(batch, batch.lastPositions());
        read.mul(read).mul(read).sum().backward();
        Map<String, float[]> gradients = new TreeMap<>();
        parameters.forEach((name, parameter) -> {
            Tensor gradient = parameter.grad();
            if (gradient.defined()) {
                gradients.put(name, Tensors.floats(gradient));
                gradient.zero_();
            }
        });
        return gradients;
    }

    private static Map<String, float[]> recomputed(GoldenDecoder decoder, TokenBatch batch) {
        Map<String, Tensor> parameters = decoder.backbone().parameters();
        Map<String, float[]> gradients = new TreeMap<>();
        RecomputedPass.Trained all = new RecomputedPass.Trained(-1, false);
        try (RecomputedPass pass = new RecomputedPass(decoder.backbone(), batch, all)) {
            Tensor read = pass.at(batch.lastPositions());
            List<Tensor> leaves = List.copyOf(parameters.values());
            Tensor cost = read.mul(read).mul(read).sum();
            try (GradientVector vector = RecomputedPass.gradients(cost, leaves, List.of(pass))) {
                int place = 0;
                for (String name : parameters.keySet()) {
                    if (vector.has(place)) {
                        gradients.put(name, Tensors.floats(vector.get(place).to_dense()));
                    }
                    place++;
                }
            }
        }
        return gradients;
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static int[] row(int[] prompt, int... answer) {
        return IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
    }

    private static TokenBatch batch() {
        return TokenBatch.of(
                ROWS, Arrays.stream(ROWS).map(row -> new int[row.length]).toArray(int[][]::new), 0);
    }

    private interface Trial {
        void on(GoldenDecoder decoder);
    }

    private static void on(String folder, Trial trial) {
        Engine.run(() -> {
            try (GoldenDecoder decoder = GoldenDecoder.open(folder);
                    TensorScope scope = TensorScope.open()) {
                trial.on(decoder);
            }
        });
    }
}
