package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import merit.layer.Prefix;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of one prompt, whose common tokens are computed once. */
class PrefixTest {
    private static final int[] PROMPT = {5, 6, 7, 8, 9, 10, 11};
    private static final int[][] ANSWERS = {{12}, {13, 14, 15, 16, 2}, {17, 18, 2}};

    static Stream<String> folders() throws IOException {
        return GoldenDecoder.folders().filter(folder -> !folder.equals("llama-dynamic"));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void rowsBehindAPrefixHaveTheStatesOfWholeRows(String folder) {
        on(folder, decoder -> {
            TokenBatch whole =
                    batch(Stream.of(ANSWERS).map(PrefixTest::afterPrompt).toArray(int[][]::new));
            TokenBatch rest = batch(ANSWERS);
            float[] need = Tensors.floats(decoder.backbone().run(whole, whole.lastPositions()));
            try (Prefix prefix = decoder.backbone().prefix(PROMPT)) {
                assertThat(prefix.tokens()).isEqualTo(PROMPT.length);
                Tensor read = decoder.backbone().runBehind(prefix, rest, rest.lastPositions());
                assertThat(Tensors.floats(read)).containsExactly(need, within(1e-5f));
                float[] all = Tensors.floats(decoder.backbone().runBehind(prefix, rest, null));
                for (int r = 0; r < ANSWERS.length; r++) {
                    int at = (r * rest.tokens() + rest.lastPositions()[r]) * 32;
                    assertThat(Arrays.copyOfRange(all, at, at + 32))
                            .containsExactly(Arrays.copyOfRange(need, r * 32, r * 32 + 32), within(1e-5f));
                }
            }
        });
    }

    @Test
    void rowsWhosePositionsTurnAtSpeedsOfTheirOwnAreNotBuiltOnAPrefix() {
        on("llama-dynamic", decoder -> {
            try (Prefix prefix = decoder.backbone().prefix(PROMPT)) {
                assertThatThrownBy(() -> decoder.backbone().runBehind(prefix, batch(ANSWERS), null))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("prefix: found rows of 12 tokens padded on the right, need at most 8");
            }
        });
    }

    @Test
    void aPrefixLeavesNothingBehindOnceClosed() {
        on("qwen3", decoder -> {
            pass(decoder);
            long before = Pointer.totalCount();
            for (int i = 0; i < 10; i++) {
                pass(decoder);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void anEncoderRefusesAPrefix() {
        try (PretrainedBackbone bert = PretrainedBackbone.open("all-MiniLM-L6-v2")) {
            assertThatThrownBy(() -> bert.backbone().prefix(PROMPT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("prefix: in a bert every token sees what comes after it, so rows share none; run them"
                            + " whole");
        }
    }

    private static void pass(GoldenDecoder decoder) {
        try (TensorScope scope = TensorScope.open();
                Prefix prefix = decoder.backbone().prefix(PROMPT)) {
            TokenBatch rest = batch(ANSWERS);
            decoder.backbone().runBehind(prefix, rest, rest.lastPositions());
        }
    }

    private static int[] afterPrompt(int[] answer) {
        int[] row = Arrays.copyOf(PROMPT, PROMPT.length + answer.length);
        System.arraycopy(answer, 0, row, PROMPT.length, answer.length);
        return row;
    }

    private static TokenBatch batch(int[][] ids) {
        return TokenBatch.of(
                ids, Arrays.stream(ids).map(row -> new int[row.length]).toArray(int[][]::new), 0);
    }

    private interface Trial {
        void on(GoldenDecoder decoder);
    }

    private static void on(String folder, Trial trial) {
        Engine.run(() -> {
            try (GoldenDecoder decoder = GoldenDecoder.open(folder);
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                trial.on(decoder);
            }
        });
    }
}
