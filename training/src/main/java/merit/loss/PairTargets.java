package merit.loss;

import java.util.Arrays;

/**
 * What was judged of some pairs, one entry a pair; plain numbers, so that a step can be planned without the engine.
 *
 * @param probabilities that the first of the pair is the better one, 1 for a plain judgement
 * @param margins by which the first should lead, 0 where none
 * @param weights of the judgements, 1 for a plain one
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
public record PairTargets(float[] probabilities, float[] margins, float[] weights) {
    public PairTargets {
        if (probabilities.length != margins.length || probabilities.length != weights.length) {
            throw new IllegalArgumentException("one probability, margin and weight a pair: found "
                    + probabilities.length + ", " + margins.length + " and " + weights.length);
        }
    }

    /** Plain judgements: certain, without margin, all of one weight. */
    public static PairTargets plain(int pairs) {
        float[] ones = new float[pairs];
        Arrays.fill(ones, 1);
        return new PairTargets(ones, new float[pairs], ones.clone());
    }

    public int size() {
        return probabilities.length;
    }

    public double totalWeight() {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        return total;
    }
}
