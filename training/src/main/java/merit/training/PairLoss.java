package merit.training;

import java.util.stream.IntStream;
import merit.loss.BradleyTerryLoss;
import merit.loss.LossConfig;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** The Bradley-Terry loss of judgements, each on the output of its objective. */
final class PairLoss implements StepLoss {
    private final EncodedPairs pairs;
    private final BradleyTerryLoss loss;

    PairLoss(EncodedPairs pairs, LossConfig config) {
        this.pairs = pairs;
        this.loss = new BradleyTerryLoss(config);
    }

    @Override
    public Verdict part(Tensor outputs, int[] labels, RowPositions positions, double stepWeight) {
        Tensor chosen = picked(outputs, labels, pairs.chosen(), positions); // [labels]
        Tensor rejected = picked(outputs, labels, pairs.rejected(), positions); // [labels]
        Tensor cost = loss.part(chosen, rejected, pairs.targets(labels), stepWeight);
        return new Verdict(cost, Tensors.floats(chosen), Tensors.floats(rejected));
    }

    private Tensor picked(Tensor outputs, int[] labels, int[] rowOf, RowPositions positions) {
        long width = outputs.size(1);
        long[] places = IntStream.of(labels)
                .mapToLong(label -> positions.of(rowOf[label]) * width + pairs.outputs()[label])
                .toArray();
        return outputs.reshape(-1).index_select(0, Tensors.of(places, places.length));
    }

    @Override
    public StepMetrics metrics(double loss, int[] labels, float[] first, float[] second) {
        return StepMetrics.of(loss, first, second);
    }
}
