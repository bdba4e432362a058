package merit.training.probe;

import java.util.stream.IntStream;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The pairs that one output learns from, one entry a pair.
 *
 * @param chosen index of its chosen row
 * @param rejected index of its rejected row
 * @param probabilities that the chosen one is the better one
 * @param weights of the judgements
 * @param folds in which fold it is, from 0; pairs of one prompt are in one
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
public record ProbePairs(int[] chosen, int[] rejected, float[] probabilities, float[] weights, int[] folds) {
    int size() {
        return chosen.length;
    }

    /** Of all pairs together. */
    double totalWeight() {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        return total;
    }

    int foldCount() {
        return IntStream.of(folds).max().orElse(0) + 1;
    }

    /** [pairs, 1], fp64, in the current scope. */
    Tensor probabilityColumn() {
        return Tensors.of(probabilities, size(), 1).to(ScalarType.Double);
    }

    /** Weights that sum to 1, of all pairs, [pairs, 1], fp64, in the current scope. */
    Tensor all() {
        Tensor column = Tensors.of(weights, size(), 1).to(ScalarType.Double);
        return column.div(column.sum());
    }

    /**
     * Weights that sum to 1 in each column, a fold after another, each as often as told; in the current scope.
     *
     * @param inside whether those of all other folds, else those of the fold
     * @return [pairs, folds * times], fp64
     */
    Tensor ofFolds(boolean inside, int times) {
        int columns = foldCount() * times;
        float[] values = new float[size() * columns];
        for (int pair = 0; pair < size(); pair++) {
            for (int column = 0; column < columns; column++) {
                values[pair * columns + column] = (folds[pair] == column / times) == inside ? 0 : weights[pair];
            }
        }
        Tensor all = Tensors.of(values, size(), columns).to(ScalarType.Double);
        return all.div(all.sum(0));
    }
}
