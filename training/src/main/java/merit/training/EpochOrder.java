package merit.training;

import java.util.ArrayList;
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
        List<List<Integer>> groups = new ArrayList<>();
        for (int[] prompt : byPrompt) {
            List<Integer> pairs = new ArrayList<>(IntStream.of(prompt).boxed().toList());
            Collections.shuffle(pairs, random);
            groups.addAll(cut(pairs, pairsPerStep));
        }
        Collections.shuffle(groups, random);
        return cut(groups.stream().flatMap(List::stream).toList(), pairsPerStep).stream()
                .map(step -> step.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static List<List<Integer>> cut(List<Integer> pairs, int size) {
        return IntStream.range(0, (pairs.size() + size - 1) / size)
                .mapToObj(part -> pairs.subList(part * size, Math.min(pairs.size(), (part + 1) * size)))
                .toList();
    }
}
