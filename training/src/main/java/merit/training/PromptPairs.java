package merit.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.preference.PreferenceSplit;

/** The pairs that an output learns from, by prompt: what begins with one first user turn is one, since folds must not share it. */
final class PromptPairs {
    private PromptPairs() {}

    /**
     * By index, prompts in the order in which they first stand; without the pairs that count nothing in the loss.
     *
     * @param output index of the output
     */
    static List<int[]> of(EncodedPairs data, int output) {
        Map<String, List<Integer>> prompts = new LinkedHashMap<>();
        for (int pair = 0; pair < data.size(); pair++) {
            if (data.outputs()[pair] == output && data.targets(new int[] {pair}).totalWeight() > 0) {
                prompts.computeIfAbsent(PreferenceSplit.groupKey(data.source(pair)), prompt -> new ArrayList<>())
                        .add(pair);
            }
        }
        return prompts.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }
}
