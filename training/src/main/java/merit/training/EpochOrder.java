package merit.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The pairs of one pass over the data, cut into steps. Prompts are shuffled, and the pairs of each; those of one prompt stay
 * together, at most as many as a step has: so a step computes each of its answers once, as InstructGPT does (Ouyang et al. 2022,
 * section 3.5), and a prompt of many pairs is spread over the pass. Lengths play no part here: packing happens inside a step and
 * costs no randomness.
 */
final class EpochOrder {
    private EpochOrder() {}

    /** Indices of pairs for each step; the last step may be smaller. */
    static List<int[]> steps(List<int[]> byPrompt, int pairsPerStep, Random random) {
        List<int[]> groups = new ArrayList<>();
        for (int[] prompt : byPrompt) {
            groups.addAll(cut(shuffled(prompt, random), pairsPerStep));
        }
        Collections.shuffle(groups, random);
        return cut(groups.stream().flatMapToInt(IntStream::of).toArray(), pairsPerStep);
    }

    /** As {@link Collections#shuffle(List, Random)} does it, without an object a number. */
    static int[] shuffled(int[] values, Random random) {
        int[] shuffled = values.clone();
        for (int i = shuffled.length; i > 1; i--) {
            int other = random.nextInt(i);
            int value = shuffled[i - 1];
            shuffled[i - 1] = shuffled[other];
            shuffled[other] = value;
        }
        return shuffled;
    }

    private static List<int[]> cut(int[] pairs, int size) {
        List<int[]> parts = new ArrayList<>();
        for (int from = 0; from < pairs.length; from += size) {
            parts.add(Arrays.copyOfRange(pairs, from, Math.min(pairs.length, from + size)));
        }
        return parts;
    }
}
