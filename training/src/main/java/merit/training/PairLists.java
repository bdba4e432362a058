package merit.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
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
    static PairLists of(LossType.Scope scope, List<Comparison> pairs, int[] outputs) {
        int[] listOf = scope == LossType.Scope.PAIR
                ? IntStream.range(0, outputs.length).toArray()
                : lists(scope, pairs, outputs);
        double[] shares = pairs.stream()
                .mapToDouble(pair -> (float) pair.judgement().weight())
                .toArray();
        if (scope != LossType.Scope.PAIR) {
            double[] totals = new double[1 + Arrays.stream(listOf).max().orElse(0)];
            IntStream.range(0, listOf.length).forEach(p -> totals[listOf[p]] += shares[p]);
            Arrays.setAll(shares, p -> shares[p] / totals[listOf[p]]);
        }
        return new PairLists(listOf, shares);
    }

    private static int[] lists(LossType.Scope scope, List<Comparison> pairs, int[] outputs) {
        record Key(int group, int output) {}
        int[] groups = groups(scope, pairs);
        Map<Key, Integer> lists = new HashMap<>();
        int[] listOf = new int[outputs.length];
        for (int p = 0; p < listOf.length; p++) {
            listOf[p] = lists.computeIfAbsent(new Key(groups[p], outputs[p]), key -> lists.size());
        }
        return listOf;
    }

    /** The prompt, or the set, of each judgement by a number of its own; two sets that say the same are two. */
    static int[] groups(LossType.Scope scope, List<Comparison> pairs) {
        boolean prompts = scope == LossType.Scope.PROMPT;
        Map<Object, Integer> groups = prompts ? new HashMap<>() : new IdentityHashMap<>();
        int[] groupOf = new int[pairs.size()];
        for (int p = 0; p < groupOf.length; p++) {
            Object whole = prompts ? pairs.get(p).prompt() : pairs.get(p).set();
            int next = groups.size();
            Integer known = groups.putIfAbsent(whole, next);
            groupOf[p] = known == null ? next : known;
        }
        return groupOf;
    }
}
