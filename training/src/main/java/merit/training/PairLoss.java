package merit.training;

import java.util.stream.IntStream;
import merit.loss.Comparisons;
import merit.loss.PreferenceLoss;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** The loss of judgements, each on the output of its objective. */
final class PairLoss implements StepLoss {
    private final EncodedPairs pairs;
    private final PreferenceLoss loss;

    PairLoss(EncodedPairs pairs, PreferenceLoss loss) {
        this.pairs = pairs;
        this.loss = loss;
    }

    @Override
    public Verdict part(Tensor outputs, int[] labels, RowPositions positions, double stepWeight) {
        int width = Math.toIntExact(outputs.size(1));
        Comparisons judged = pairs.comparisons(labels, (row, output) -> positions.of(row) * width + output);
        Tensor rewards = outputs.reshape(-1); // [rows * outputs]
        float[] values = Tensors.floats(rewards);
        return new Verdict(
                loss.part(rewards, judged, stepWeight),
                picked(values, judged.first()),
                picked(values, judged.second()));
    }

    private static float[] picked(float[] values, int[] places) {
        float[] picked = new float[places.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[places[i]];
        }
        return picked;
    }

    /** Accuracy, ties and margin are over the judgements that prefer one answer. */
    @Override
    public StepMetrics metrics(double loss, int[] labels, float[] first, float[] second) {
        int[] preferring = IntStream.range(0, labels.length)
                .filter(l -> !pairs.pairs().get(labels[l]).isTie())
                .toArray();
        StepMetrics metrics =
                StepMetrics.of(loss, pairs.weight(labels), picked(first, preferring), picked(second, preferring));
        return preferring.length == labels.length ? metrics : metrics.withRewards(labels.length, first, second);
    }
}
