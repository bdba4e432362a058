package merit.loss;

import java.util.Arrays;
import java.util.stream.IntStream;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which answers were compared, by index into a vector of rewards, and what was judged of them; one entry a judgement.
 *
 * @param first the better one; of a tie either
 * @param second the other
 * @param lists the list that each judgement is of, equal numbers being one list; only losses on lists look at it
 * @param targets what was judged; the weights of a list sum to what the list counts
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
public record Comparisons(int[] first, int[] second, int[] lists, PairTargets targets) {
    public Comparisons {
        if (first.length != targets.size() || second.length != targets.size() || lists.length != targets.size()) {
            throw new IllegalArgumentException("one first, second and list a judgement: found " + first.length + ", "
                    + second.length + " and " + lists.length + ", need " + targets.size());
        }
    }

    /** Judgements that have nothing to do with one another. */
    public static Comparisons apart(int[] first, int[] second, PairTargets targets) {
        return new Comparisons(first, second, IntStream.range(0, targets.size()).toArray(), targets);
    }

    public int size() {
        return targets.size();
    }

    /** The rewards of these answers, [indices], fp32. */
    static Tensor picked(Tensor rewards, int[] indices) {
        if (rewards.dim() != 1) {
            throw new IllegalArgumentException("rewards: found shape " + Arrays.toString(Tensors.shape(rewards))
                    + ", need a vector, one an answer");
        }
        return rewards.index_select(0, Tensors.of(indices, indices.length)).to(torch.ScalarType.Float);
    }
}
