package merit.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import merit.loss.LossType;

/**
 * Which judgements a loss takes together: a list of one output, or each by itself.
 *
 * @param listOf the list of each judgement, [judgements]
 * @param shares what each weighs in its list, which counts 1; by itself its own weight, [judgements]
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
record PairLists(int[] listOf, double[] shares) {
    /** @param outputs the output that learns from each judgement */
    static PairLists of(LossType.Scope scope, Compared compared, int[] outputs) {
        int[] listOf = scope == LossType.Scope.PAIR
                ? IntStream.range(0, outputs.length).toArray()
                : lists(scope, compared, outputs);
        double[] shares = new double[outputs.length];
        Arrays.setAll(shares, p -> compared.weights()[p]);
        if (scope != LossType.Scope.PAIR) {
            double[] totals = new double[1 + Arrays.stream(listOf).max().orElse(0)];
            IntStream.range(0, listOf.length).forEach(p -> totals[listOf[p]] += shares[p]);
            Arrays.setAll(shares, p -> shares[p] / totals[listOf[p]]);
        }
        return new PairLists(listOf, shares);
    }

    private static int[] lists(LossType.Scope scope, Compared compared, int[] outputs) {
        record Key(int group, int output) {}
        int[] groups = groups(scope, compared);
        Map<Key, Integer> lists = new HashMap<>();
        int[] listOf = new int[outputs.length];
        for (int p = 0; p < listOf.length; p++) {
            listOf[p] = lists.computeIfAbsent(new Key(groups[p], outputs[p]), key -> lists.size());
        }
        return listOf;
    }

    /** The prompt, or the set, of each judgement by a number of its own; two sets that say the same are two. */
    static int[] groups(LossType.Scope scope, Compared compared) {
        return scope == LossType.Scope.PROMPT ? compared.prompts() : compared.places();
    }
}
