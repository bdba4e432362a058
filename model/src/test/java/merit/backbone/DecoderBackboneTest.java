package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import merit.backbone.bert.Doubled;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What holds of every decoder, on a Qwen 2 with windows: three blocks, 32 wide. */
class DecoderBackboneTest {
    private static final int HIDDEN = 32;

    @Test
    void whatStandsInThePaddingIsNeverRead() {
        on(decoder -> {
            int[][] ids = {{5, 6, 7, 8, 9}, {10, 11}};
            int[][] segments = {new int[5], new int[2]};
            int[] last = {4, 1};
            float[] zeros = Tensors.floats(decoder.backbone().run(TokenBatch.of(ids, segments, 0), last));
            float[] others = Tensors.floats(decoder.backbone().run(TokenBatch.of(ids, segments, 47), last));
            assertThat(others).isEqualTo(zeros);
        });
    }

    @Test
    void aLaterTokenChangesNoEarlierState() {
        on(decoder -> {
            int[][] segments = {new int[6]};
            float[] one = states(decoder, TokenBatch.of(new int[][] {{5, 6, 7, 8, 9, 10}}, segments, 0));
            float[] other = states(decoder, TokenBatch.of(new int[][] {{5, 6, 7, 8, 9, 30}}, segments, 0));
            assertThat(Arrays.copyOf(other, 5 * HIDDEN)).isEqualTo(Arrays.copyOf(one, 5 * HIDDEN));
            assertThat(Arrays.copyOfRange(other, 5 * HIDDEN, 6 * HIDDEN))
                    .isNotEqualTo(Arrays.copyOfRange(one, 5 * HIDDEN, 6 * HIDDEN));
        });
    }

    @Test
    void theLastBlockAtOnePositionGivesTheStateOfThatPosition() {
        on(decoder -> {
            for (TokenBatch batch : new TokenBatch[] {decoder.batch(), decoder.leftPadded()}) {
                float[] all = states(decoder, batch);
                int[] last = batch.lastPositions();
                float[] read = Tensors.floats(decoder.backbone().run(batch, last));
                for (int r = 0; r < last.length; r++) {
                    int at = (r * batch.tokens() + last[r]) * HIDDEN;
                    assertThat(Arrays.copyOfRange(read, r * HIDDEN, (r + 1) * HIDDEN))
                            .containsExactly(Arrays.copyOfRange(all, at, at + HIDDEN), within(1e-5f));
                }
            }
        });
    }

    @Test
    void blocksRunInPartsGiveWhatTheyGiveTogether() {
        on(decoder -> {
            TokenBatch batch = decoder.batch();
            Tensor lower = decoder.backbone().run(decoder.backbone().embed(batch), batch, 0, 2, null);
            Tensor whole = decoder.backbone().run(lower, batch, 2, 3, null);
            assertThat(Tensors.floats(whole)).isEqualTo(states(decoder, batch));
            assertThat(Tensors.floats(decoder.backbone().run(whole, batch, 3, 3, null)))
                    .isEqualTo(Tensors.floats(whole));
        });
    }

    @Test
    void whoeverTrainsTheLastBlockTrainsTheFinalNorm() {
        on(decoder -> {
            assertThat(decoder.backbone().blockNames(2)).contains("norm.weight", "layers.2.mlp.up_proj.weight");
            assertThat(decoder.backbone().blockNames(1)).doesNotContain("norm.weight");
            assertThat(decoder.backbone().embeddingNames()).containsExactly("embed_tokens.weight");
        });
    }

    @Test
    void everyLinearMapCanBeReplaced() {
        on(decoder -> {
            assertThat(decoder.backbone().linearNames()).hasSize(3 * 7).contains("layers.0.self_attn.q_proj");
            float[] before = states(decoder, decoder.batch());
            for (String name : decoder.backbone().linearNames()) {
                decoder.backbone().replaceLinear(name, Doubled::new);
                assertThat(decoder.backbone().linear(name)).isInstanceOf(Doubled.class);
                assertThat(states(decoder, decoder.batch())).as(name).isNotEqualTo(before);
                decoder.backbone().replaceLinear(name, map -> ((Doubled) map).inner());
                assertThat(states(decoder, decoder.batch())).as(name).isEqualTo(before);
            }
            assertThatThrownBy(() -> decoder.backbone().replaceLinear("layers.9.mlp.up_proj", map -> map))
                    .hasMessageStartingWith("linear map: found \"layers.9.mlp.up_proj\", need one of layers.0");
        });
    }

    @Test
    void droppingHiddenValuesChangesTheStatesUntilItIsTurnedOff() {
        on(decoder -> {
            float[] before = states(decoder, decoder.batch());
            decoder.backbone().dropout(0.5);
            assertThat(states(decoder, decoder.batch())).isNotEqualTo(before);
            decoder.backbone().dropout(0);
            assertThat(states(decoder, decoder.batch())).isEqualTo(before);
        });
    }

    @Test
    void passesLeaveNothingBehind() {
        on(decoder -> {
            pass(decoder);
            long before = Pointer.totalCount();
            for (int i = 0; i < 10; i++) {
                pass(decoder);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    private static void pass(GoldenDecoder decoder) {
        try (TensorScope scope = TensorScope.open();
                Gradients on = Gradients.on()) {
            for (TokenBatch batch : new TokenBatch[] {decoder.batch(), decoder.leftPadded()}) {
                decoder.logits(batch).sum().backward();
                decoder.backbone().run(batch, null);
            }
        }
    }

    private static float[] states(GoldenDecoder decoder, TokenBatch batch) {
        return Tensors.floats(decoder.backbone().run(batch, null));
    }

    private interface Trial {
        void on(GoldenDecoder decoder);
    }

    private static void on(Trial trial) {
        Engine.run(() -> {
            try (GoldenDecoder decoder = GoldenDecoder.open("qwen2-windows");
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                trial.on(decoder);
            }
        });
    }
}
