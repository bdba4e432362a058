package merit.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The pairs of one pass over the data, cut into steps. Prompts are shuffled, the pairs of one prompt stay together: so a step
 * computes each of its answers once, as InstructGPT does (Ouyang et al. 2022, section 3.5). Lengths play no part here: packing
 * happens inside a step and costs no randomness.
 */
final class EpochOrder {
    private EpochOrder() {}

    /** Indices of pairs for each step; the last step may be smaller. */
    static List<int[]> steps(List<int[]> byPrompt, int pairsPerStep, Random random) {
        List<int[]> prompts = new ArrayList<>(byPrompt);
        Collections.shuffle(prompts, random);
        int[] order = prompts.stream().flatMapToInt(IntStream::of).toArray();
        List<int[]> steps = new ArrayList<>();
        for (int from = 0; from < order.length; from += pairsPerStep) {
            steps.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + pairsPerStep)));
        }
        return steps;
    }
}
