package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import merit.layer.Backbone;
import merit.layer.LinearMap;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BertBackboneTest {
    private static final int[][] IDS = {{5, 6, 7, 8, 9}, {10, 11}, {12, 13, 14, 15, 16, 17, 18, 19}};
    private static final int[][] SEGMENTS = {{0, 0, 1, 1, 1}, {0, 1}, {0, 0, 0, 1, 1, 1, 1, 1}};

    @Test
    void aRowsStatesDoNotDependOnTheBatchItTravelsIn() {
        on((bert, scope) -> {
            float[] together = Tensors.floats(bert.run(TokenBatch.of(IDS, SEGMENTS, 0), null)); // [3, 8, 16]
            for (int r = 0; r < IDS.length; r++) {
                float[] alone = states(bert, r);
                assertThat(Arrays.copyOfRange(together, r * 8 * 16, r * 8 * 16 + alone.length))
                        .containsExactly(alone, within(1e-6f));
            }
        });
    }

    @Test
    void whatStandsInThePaddingIsNeverRead() {
        on((bert, scope) -> {
            float[] zeros = Tensors.floats(bert.run(TokenBatch.of(IDS, SEGMENTS, 0), new int[] {0, 0, 0}));
            float[] others = Tensors.floats(bert.run(TokenBatch.of(IDS, SEGMENTS, 59), new int[] {0, 0, 0}));
            assertThat(others).isEqualTo(zeros);
        });
    }

    @Test
    void theLastBlockAtOnePositionGivesTheStateOfThatPosition() {
        on((bert, scope) -> {
            TokenBatch batch = TokenBatch.of(IDS, SEGMENTS, 0);
            float[] all = Tensors.floats(bert.run(batch, null)); // [3, 8, 16]
            int[] last = batch.lastPositions();
            float[] read = Tensors.floats(bert.run(batch, last)); // [3, 16]
            for (int r = 0; r < last.length; r++) {
                int at = (r * 8 + last[r]) * 16;
                assertThat(Arrays.copyOfRange(read, r * 16, r * 16 + 16))
                        .containsExactly(Arrays.copyOfRange(all, at, at + 16), within(1e-6f));
            }
        });
    }

    @Test
    void blocksRunInPartsGiveWhatTheyGiveTogether() {
        on((bert, scope) -> {
            TokenBatch batch = TokenBatch.of(IDS, SEGMENTS, 0);
            Tensor lower = bert.run(bert.embed(batch), batch, 0, 1, null);
            assertThat(Tensors.floats(bert.run(lower, batch, 1, 2, null)))
                    .isEqualTo(Tensors.floats(bert.run(batch, null)));
            assertThat(Tensors.floats(bert.run(lower, batch, 1, 1, null))).isEqualTo(Tensors.floats(lower));
        });
    }

    @Test
    void everyParameterGetsAGradient() {
        on((bert, scope) -> {
            step(bert, TokenBatch.of(IDS, SEGMENTS, 0));
            bert.parameters().forEach((name, parameter) -> {
                assertThat(Tensors.hasGradient(parameter)).as(name).isTrue();
                if (!name.endsWith("key.bias")) { // softmax cancels what is added to every score
                    assertThat(Tensors.item(parameter.grad().abs().sum()))
                            .as(name)
                            .isPositive();
                }
            });
        });
    }

    @Test
    void stepsLeaveNothingBehindEvenWhenTheyThrow() {
        on((bert, outer) -> {
            oneStep(bert, false);
            oneStep(bert, true);
            long before = Pointer.totalCount();
            for (int i = 0; i < 20; i++) {
                oneStep(bert, i % 2 == 0);
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    private static void oneStep(Backbone bert, boolean broken) {
        try (TensorScope scope = TensorScope.open()) {
            step(bert, TokenBatch.of(IDS, SEGMENTS, 0));
            bert.run(TokenBatch.of(broken ? new int[][] {{99}} : IDS, broken ? new int[][] {{0}} : SEGMENTS, 0), null);
        } catch (RuntimeException e) {
            assertThat(broken).isTrue();
            assertThat(e).hasMessageContaining("index out of range");
        }
    }

    @Test
    void droppingHiddenValuesChangesTheStatesUntilItIsTurnedOff() {
        on((bert, scope) -> {
            float[] before = states(bert, 0);
            bert.dropout(0.5);
            assertThat(states(bert, 0)).isNotEqualTo(before);
            bert.dropout(0);
            assertThat(states(bert, 0)).isEqualTo(before);
        });
    }

    @Test
    void aRowLongerThanThePositionsIsRefused() {
        on((bert, scope) -> {
            TokenBatch batch = TokenBatch.of(new int[][] {new int[25]}, new int[][] {new int[25]}, 0);
            assertThatThrownBy(() -> bert.embed(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row length: found 25 tokens, need at most 24; set --max-length 24");
        });
    }

    @Test
    void aReplacedLinearMapIsUsedAndMustFit() {
        on((bert, scope) -> {
            float[] before = states(bert, 0);
            String name = "encoder.layer.1.output.dense";
            bert.replaceLinear(name, Doubled::new);
            assertThat(states(bert, 0)).isNotEqualTo(before);
            assertThatThrownBy(() -> bert.replaceLinear("encoder.layer.1.attention.self.query", wide -> narrow(bert)))
                    .hasMessage("a linear map in place of another: found 40 to 16, need 16 to 16");
            assertThatThrownBy(() -> bert.replaceLinear("encoder.layer.9.query", map -> map))
                    .hasMessageStartingWith("linear map: found \"encoder.layer.9.query\", need one of encoder.layer.0");
        });
    }

    @Test
    void randomRowsInRandomCompanyKeepTheirStates() {
        on((bert, scope) -> {
            Random random = new Random(7);
            for (int trial = 0; trial < 10; trial++) {
                int[][] ids = new int[2 + random.nextInt(5)][];
                int[][] segments = new int[ids.length][];
                for (int r = 0; r < ids.length; r++) {
                    ids[r] = random.ints(1 + random.nextInt(24), 0, 60).toArray();
                    segments[r] = new int[ids[r].length];
                }
                float[] together = Tensors.floats(bert.run(TokenBatch.of(ids, segments, 0), new int[ids.length]));
                float[] alone = Tensors.floats(
                        bert.run(TokenBatch.of(new int[][] {ids[0]}, new int[][] {segments[0]}, 0), new int[1]));
                assertThat(Arrays.copyOf(together, 16)).containsExactly(alone, within(1e-5f));
            }
        });
    }

    /** The output map of a block, 40 to 16. */
    private static LinearMap narrow(Backbone bert) {
        AtomicReference<LinearMap> found = new AtomicReference<>();
        bert.replaceLinear("encoder.layer.0.output.dense", map -> {
            found.set(map);
            return map;
        });
        return Objects.requireNonNull(found.get());
    }

    private static float[] states(Backbone bert, int row) {
        TokenBatch batch = TokenBatch.of(new int[][] {IDS[row]}, new int[][] {SEGMENTS[row]}, 0);
        return Tensors.floats(bert.run(batch, null));
    }

    private static void step(Backbone bert, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open();
                Gradients on = Gradients.on()) {
            Tensor probe = Tensors.of(new float[] {1, -2, 3, 4, -5, 6, 7, -8, 9, 1, -1, 2, 3, -3, 5, 6}, 16);
            bert.run(batch, new int[batch.rows()]).mul(probe).sum().backward();
        }
    }

    private interface Trial {
        void on(Backbone bert, TensorScope scope);
    }

    private static void on(Trial trial) {
        Engine.run(() -> {
            try (Backbone bert = TinyBert.open();
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                trial.on(bert, scope);
            }
        });
    }
}
