package merit.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** What is chosen for several outputs together, and what is refused. */
class ProbeChoiceTest {
    private static final int PAIRS = 60;
    private static final int WIDTH = 20;
    private static final double PENALTY = 0.05;

    /** Of one output the first feature tells which row of a pair is better, of the other the last; the rest is noise. */
    private static final List<float[]> ROWS = rows();

    private static List<float[]> rows() {
        Random random = new Random(7);
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < 4 * PAIRS; row++) {
            float[] features = new float[WIDTH];
            for (int feature = 0; feature < WIDTH; feature++) {
                features[feature] = (float) random.nextGaussian();
            }
            features[row < 2 * PAIRS ? 0 : WIDTH - 1] += row % 2 == 0 ? 2 : 0;
            rows.add(features);
        }
        return rows;
    }

    private static ProbePairs pairs(int firstRow, float weight) {
        float[] ones = new float[PAIRS];
        float[] weights = new float[PAIRS];
        Arrays.fill(ones, 1);
        Arrays.fill(weights, weight);
        return new ProbePairs(
                IntStream.range(0, PAIRS).map(pair -> firstRow + 2 * pair).toArray(),
                IntStream.range(0, PAIRS).map(pair -> firstRow + 2 * pair + 1).toArray(),
                ones,
                weights,
                IntStream.range(0, PAIRS).map(pair -> pair % 5).toArray());
    }

    private static int widthFor(float weightOfFirst) {
        List<ProbePairs> outputs = List.of(pairs(0, weightOfFirst), pairs(2 * PAIRS, 1));
        return fit(rows -> Tensors.ofRows(ROWS, rows), outputs).features();
    }

    private static ProbeFit.Answer fit(FeatureRows features, List<ProbePairs> outputs) {
        return Engine.call(
                () -> new ProbeFit(features, ROWS.size(), WIDTH, PENALTY, 4).fit(outputs, new int[] {1, WIDTH}));
    }

    @Test
    void anOutputCountsByTheWeightOfItsPairs() {
        assertThat(widthFor(1)).isEqualTo(WIDTH);
        assertThat(widthFor(1000)).isEqualTo(1);
    }

    @Test
    void featuresThatAreNotFiniteAreRefused() {
        FeatureRows broken = rows -> Tensors.ofRows(ROWS, rows).div(Tensors.scalar(0));
        assertThatThrownBy(() -> fit(broken, List.of(pairs(0, 1))))
                .hasMessageStartingWith("features: found numbers that are not finite, need finite ones;");
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                StandardRows standard = StandardRows.of(rows -> Tensors.ofRows(ROWS, rows), ROWS.size(), WIDTH);
                FittedHead head = new FittedHead(standard, WIDTH, null, 1);
                head.put(0, Tensors.zeros(ScalarType.Double, WIDTH));
                assertThat(head.weights().weights()).containsOnly(0);
                head.put(0, Tensors.zeros(ScalarType.Double, WIDTH).div(Tensors.scalar(0)));
                assertThatThrownBy(head::weights)
                        .hasMessage("probe: found weights that are not finite, need finite ones; give a larger"
                                + " probe_penalty");
            }
        });
    }
}
