package merit.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.encoding.TokenRow;

/**
 * The rows of pairs.
 *
 * @param rows the distinct ones, in the order in which they first stand
 * @param chosen index of each pair's chosen row, of a tie's first, [pairs]
 * @param rejected index of each pair's other row, [pairs]
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
record PairRows(List<TokenRow> rows, int[] chosen, int[] rejected) {
    /** @param bothSides chosen and rejected by turns */
    static PairRows of(List<TokenRow> bothSides) {
        Map<TokenRow, Integer> indices = new LinkedHashMap<>();
        int[] chosen = new int[bothSides.size() / 2];
        int[] rejected = new int[chosen.length];
        for (int p = 0; p < chosen.length; p++) {
            chosen[p] = index(indices, bothSides.get(2 * p));
            rejected[p] = index(indices, bothSides.get(2 * p + 1));
        }
        return new PairRows(List.copyOf(indices.keySet()), chosen, rejected);
    }

    private static int index(Map<TokenRow, Integer> indices, TokenRow row) {
        int next = indices.size();
        Integer known = indices.putIfAbsent(row, next);
        return known == null ? next : known;
    }
}
