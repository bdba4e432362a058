package merit.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayerMeansTest {
    /** Two rows, of three tokens and of two, two wide; the last token is padding. */
    private static final float[] STATES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99, 99};

    private static final int[][] IDS = {{1, 2, 3}, {4, 5}};

    @Test
    void meansOfEachLayerStandSideBySide() {
        LayerMeans reading = new LayerMeans(List.of(0, 2), List.of(TokenMean.ANSWER, TokenMean.ALL, TokenMean.LAST));
        assertThat(reading.width(2)).isEqualTo(12);
        assertThat(reading.blocks()).isEqualTo(2);
        float[] first = {4, 5, 3, 4, 5, 6};
        float[] second = {9, 10, 8, 9, 9, 10};
        assertThat(read(reading, batch(1, 1)))
                .containsExactly(concat(first, times3(first), second, times3(second)), within(1e-5f));
    }

    @Test
    void whatFewerLayersGiveStandsAmongWhatAllGive() {
        LayerMeans some = new LayerMeans(List.of(0, 2), List.of(TokenMean.ALL, TokenMean.LAST));
        LayerMeans all = some.ofAllLayers(3);
        assertThat(all.layers()).containsExactly(0, 1, 2, 3);
        float[] given = read(all, batch(1, 1));
        float[] need = read(some, batch(1, 1));
        int[] places = all.places(some, 2);
        for (int row = 0; row < 2; row++) {
            for (int feature = 0; feature < places.length; feature++) {
                assertThat(given[row * all.width(2) + places[feature]]).isEqualTo(need[row * places.length + feature]);
            }
        }
    }

    @Test
    void aRowWhoseResponseIsNotKnownHasNoMeanOfIt() {
        assertThatThrownBy(() -> read(new LayerMeans(List.of(0), List.of(TokenMean.ANSWER)), batch(1, -1)))
                .hasMessageContaining(
                        "row 1 of a batch: found text that stands as it is, need to know where the response"
                                + " begins");
        assertThat(read(new LayerMeans(List.of(0), List.of(TokenMean.LAST)), batch(-1, -1)))
                .containsExactly(5, 6, 9, 10);
    }

    @Test
    void layersThatDoNotAscendAreRefused() {
        assertThatThrownBy(() -> new LayerMeans(List.of(2, 1), List.of(TokenMean.ALL)))
                .hasMessage("layers: found [2, 1], need different ones from 0, in ascending order");
        assertThatThrownBy(() -> new LayerMeans(List.of(), List.of(TokenMean.ALL)))
                .hasMessageStartingWith("layers: found []");
        assertThatThrownBy(() -> new LayerMeans(List.of(1), List.of(TokenMean.ALL, TokenMean.ALL)))
                .hasMessage("means: found [ALL, ALL], need different ones");
    }

    /** Layer n gives n + 1 times what goes into the first block. */
    private static float[] read(LayerMeans reading, Batch batch) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                TokenBatch made =
                        TokenBatch.of(IDS, new int[][] {{0, 0, 0}, {0, 0}}, 0).responding(batch.starts);
                Tensor states = Tensors.of(STATES, 2, 3, 2);
                return Tensors.floats(reading.read(new Fake(states), made));
            }
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Batch(int[] starts) {}

    private static Batch batch(int... starts) {
        return new Batch(starts);
    }

    private record Fake(Tensor states) implements Reading.States {
        @Override
        public Tensor at(int @Nullable [] positions) {
            throw new UnsupportedOperationException("not asked for");
        }

        @Override
        public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
            return layers.stream()
                    .map(layer -> reading.apply(states.mul(Tensors.scalar(layer + 1))))
                    .toList();
        }
    }

    private static float[] times3(float[] values) {
        float[] more = values.clone();
        for (int i = 0; i < more.length; i++) {
            more[i] *= 3;
        }
        return more;
    }

    private static float[] concat(float[]... parts) {
        float[] all = new float[parts.length * parts[0].length];
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i], 0, all, i * parts[i].length, parts[i].length);
        }
        return all;
    }
}
