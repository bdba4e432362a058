package merit.training;

import java.util.Arrays;
import java.util.List;

/** Indices by a number that several share, without an object an index. */
final class Groups {
    private static final int NONE = -1;

    private Groups() {}

    /**
     * The groups, in the order in which their first members stand.
     *
     * @param keys of each index, from 0, and not much above their count
     */
    static List<int[]> of(int[] keys) {
        int[] numberOf = new int[1 + Arrays.stream(keys).max().orElse(0)];
        Arrays.fill(numberOf, NONE);
        int[] sizes = new int[keys.length];
        int count = 0;
        for (int key : keys) {
            if (numberOf[key] == NONE) {
                numberOf[key] = count++;
            }
            sizes[numberOf[key]]++;
        }
        int[][] groups = new int[count][];
        int[] filled = new int[count];
        for (int i = 0; i < keys.length; i++) {
            int group = numberOf[keys[i]];
            if (groups[group] == null) {
                groups[group] = new int[sizes[group]];
            }
            groups[group][filled[group]++] = i;
        }
        return Arrays.asList(groups);
    }
}
