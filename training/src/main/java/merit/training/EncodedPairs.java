package merit.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.encoding.TokenRow;
import merit.loss.PairTargets;
import merit.preference.Judgement;
import merit.preference.PreferencePair;

/**
 * Pairs as the engine sees them: distinct rows, and for each pair two indices into them. An answer that stands in several
 * pairs is one row.
 *
 * @param rows the distinct rows
 * @param pairs what they came from
 * @param chosen index of each pair's chosen row, [pairs]
 * @param rejected index of each pair's rejected row, [pairs]
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
record EncodedPairs(List<TokenRow> rows, List<PreferencePair> pairs, int[] chosen, int[] rejected) {
    /** From pairs and their rows, chosen and rejected by turns. */
    static EncodedPairs of(List<PreferencePair> pairs, List<TokenRow> bothSides) {
        Map<TokenRow, Integer> indices = new LinkedHashMap<>();
        int[] chosen = new int[pairs.size()];
        int[] rejected = new int[pairs.size()];
        for (int p = 0; p < chosen.length; p++) {
            chosen[p] = index(indices, bothSides.get(2 * p));
            rejected[p] = index(indices, bothSides.get(2 * p + 1));
        }
        return new EncodedPairs(List.copyOf(indices.keySet()), List.copyOf(pairs), chosen, rejected);
    }

    private static int index(Map<TokenRow, Integer> indices, TokenRow row) {
        int next = indices.size();
        Integer known = indices.putIfAbsent(row, next);
        return known == null ? next : known;
    }

    /** These pairs alone, by index. */
    EncodedPairs only(int[] ofPairs) {
        List<PreferencePair> fewer = new ArrayList<>();
        List<TokenRow> sides = new ArrayList<>();
        for (int p : ofPairs) {
            fewer.add(pairs.get(p));
            sides.add(rows.get(chosen[p]));
            sides.add(rows.get(rejected[p]));
        }
        return of(fewer, sides);
    }

    int size() {
        return pairs.size();
    }

    /** Pairs by prompt, prompts in the order in which they first stand. */
    List<int[]> byPrompt() {
        Map<Conversation, List<Integer>> prompts = new LinkedHashMap<>();
        for (int p = 0; p < size(); p++) {
            prompts.computeIfAbsent(pairs.get(p).prompt(), prompt -> new ArrayList<>())
                    .add(p);
        }
        return prompts.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** What the loss is told of these pairs. */
    PairTargets targets(int[] ofPairs) {
        float[] probabilities = new float[ofPairs.length];
        float[] margins = new float[ofPairs.length];
        float[] weights = new float[ofPairs.length];
        for (int i = 0; i < ofPairs.length; i++) {
            Judgement judgement = pairs.get(ofPairs[i]).judgement();
            Double margin = judgement.margin();
            probabilities[i] = (float) Math.max(judgement.probability(), 1 - judgement.probability());
            margins[i] = margin == null ? 0 : (float) Math.abs(margin);
            weights[i] = (float) judgement.weight();
        }
        return new PairTargets(probabilities, margins, weights);
    }
}
