package merit.training;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;
import merit.preference.PromptDigest;
import merit.store.DigestIndex;

/**
 * What is compared, and what of it belongs together.
 *
 * @param pairs in memory, or read from disk one by one when they are asked for
 * @param places the place of each pair's set among those of its side, [pairs]
 * @param prompts the number of each pair's prompt, [pairs]
 * @param weights of each judgement, [pairs]
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
record Compared(List<Comparison> pairs, int[] places, int[] prompts, float[] weights) {
    /** Pairs in memory, of which those of the very same set have one place. */
    static Compared of(List<Comparison> pairs) {
        IdentityHashMap<CandidateSet, Integer> sets = new IdentityHashMap<>();
        int[] places = new int[pairs.size()];
        for (int p = 0; p < places.length; p++) {
            int next = sets.size();
            Integer known = sets.putIfAbsent(pairs.get(p).set(), next);
            places[p] = known == null ? next : known;
        }
        return of(pairs, places);
    }

    /** Pairs in memory whose sets have these places. */
    static Compared of(List<Comparison> pairs, int[] places) {
        DigestIndex prompts = new DigestIndex();
        int[] promptOf = new int[places.length];
        float[] weights = new float[places.length];
        for (int p = 0; p < places.length; p++) {
            promptOf[p] = prompts.number(PromptDigest.of(pairs.get(p).prompt()));
            weights[p] = (float) pairs.get(p).judgement().weight();
        }
        return new Compared(List.copyOf(pairs), places, promptOf, weights);
    }

    /** Some of pairs in memory, by index. */
    Compared only(int[] some) {
        float[] weightOf = new float[some.length];
        for (int i = 0; i < some.length; i++) {
            weightOf[i] = weights[some[i]];
        }
        return new Compared(
                IntStream.of(some).mapToObj(pairs::get).toList(),
                IntStream.of(some).map(pair -> places[pair]).toArray(),
                IntStream.of(some).map(pair -> prompts[pair]).toArray(),
                weightOf);
    }
}
